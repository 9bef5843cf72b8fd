# Reads messages as JSON, and prints what Agno's OpenAI model would send of them with `compress_tool_results` on.
import json
import sys

from agno.models.message import Message
from agno.models.openai import OpenAIChat

model = OpenAIChat(id="gpt-4o", api_key="none")
messages = [Message.from_dict(message) for message in json.load(sys.stdin)]
json.dump([model._format_message(message, compress_tool_results=True) for message in messages], sys.stdout)
