"""From pages to fields: what stands beside which label, which boxes are ticked, what the prose says."""
