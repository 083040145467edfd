"""Training and exporting models/statement-reader-int8."""
