"""Recognition of printed words by Tesseract, in process or as a program, behind one protocol."""
