"""Language models behind an OpenAI-compatible endpoint; nothing here is used unless it is switched on."""
