"""The engine's reading against labels that people gave."""

from feedback2req.service.evaluate.evaluate import evaluate

__all__ = ["evaluate"]
