"""Who is asked in a wave: files of people read and looked at before anything is kept, and the list that grows out of them."""
