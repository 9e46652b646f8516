"""The pages of the web app: choices in, layers shown, no arithmetic."""
