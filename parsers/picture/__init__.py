"""What a picture of a page shows: which way is up, words, ticks, ruled lines, loose ink."""
