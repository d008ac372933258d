"""Known forms: blanks an administrator has shown us once, recognised on later pages and read place by place."""
