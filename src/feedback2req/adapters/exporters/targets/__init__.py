"""The backlog in the forms that other tools take, a file a target."""
