"""Word documents (.docx, ISO/IEC 29500): opened, read in their order, and set on pages as a printer would."""
