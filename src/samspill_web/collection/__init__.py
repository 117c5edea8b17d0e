"""What people are asked: the survey's pages, its trial, and the key of a wave."""
