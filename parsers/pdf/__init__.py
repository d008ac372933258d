"""PDF: live form values, the text layer where it can be trusted, pictures of the pages."""
