"""How well requirements are drafted, checked, and matched to what stands in a tracker."""
