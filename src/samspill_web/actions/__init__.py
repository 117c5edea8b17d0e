"""What groups agree to do after a result: by whom, until when, and how it will be seen."""
