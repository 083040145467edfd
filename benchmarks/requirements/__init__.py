"""How often the rules of requirement texts are right."""
