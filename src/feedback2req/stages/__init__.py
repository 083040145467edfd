"""What happens: a file or a folder a stage, one public function, one result."""
