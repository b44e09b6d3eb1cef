"""The Web API's methods, one module for each of its families; importing this package registers them all."""

from bot.web.playground.methods import access, chat, conversations, files, users, views

__all__ = ["access", "chat", "conversations", "files", "users", "views"]
