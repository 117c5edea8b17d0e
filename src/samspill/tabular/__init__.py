"""Tables as files hold them: found, guarded and read as rows of text, without a word of what they mean."""
