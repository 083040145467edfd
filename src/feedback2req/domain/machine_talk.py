"""Texts that speak to a machine instead of about a product: instructions, roles, payloads."""

from __future__ import annotations

import re
import unicodedata

_OVERRIDES = (
    r"\b(?:ignor\w*|disregard\w*|forget|overrid\w*|bypass\w*|vergiss|vergesst|oubli\w*|olvid\w*|dimentic\w*"
    r"|esque[cç]\w*|negeer|zignoruj|игнорир\w*|забудь\w*)\b.{0,60}?"
    r"\b(?:(?:previous|prior|above|earlier|all|your|these|any|the|system) (?:\w+ ){0,3}?rules?|instruct\w*"
    r"|instru[ckç]\w*|prompts?|guidelines?|anweisung\w*|regeln|consignes?|reglas?|regras?|istruzion\w*|instructies"
    r"|инструкц\w*|правила|everything (?:above|before)|(?:all|the) above|previous (?:text|messages?|context))"
)
_PERSONA = (
    r"\b(?:you are|you're|act as|pretend to be|behave as|du bist|tu es|eres|ты)\b.{0,30}"
    r"\b(?:ai|chatbot|assistant|language model|llm|gpt\w*|dan|bot|jailbroken|model|admin|sprachmodell|modelo|modèle)\b"
)
_ROLES = (
    r"(?:^|\n|[.!?\"'}\])]\s*)\W{0,4}(?:system|assistant|developer|ai|admin)(?: (?:message|prompt|note|role))?\s*:",
    r"\b(?:system|developer|hidden|initial) prompt\b",
    r"<\|?/?\s*(?:im_start|im_end|system|assistant|user|end|eot\w*|start_\w+|tool\w*|sys|instructions?)\b",
    r"\[/?(?:INST|SYS|SYSTEM|TOOL_CALLS|AVAILABLE_TOOLS)\]",
    r"\bas an? (?:ai|language model|llm|assistant)\b",
    r"\b(?:language model|llm|chatgpt|gpt-?\d|ai model)\b.{0,60}\b(?:must|should|read\w*|please|write|say|add)\b",
    r"\b(?:dear|attention|hey|hello|note to(?: the)?) (?:ai|llm|model|assistant|bot|summari[sz]er|chatgpt)\b",
)
_ADDITION = (
    r"\b(?:add|insert|append|include|create|write|output|print|generate|draft|emit|return|accept)\b.{0,40}"
    r"\b(?:requirements?|user stor(?:y|ies)|acceptance criteri\w+)\b"
)
_SECRETS = (
    r"\b(?:reveal|print|repeat|show|leak|output)\b.{0,30}"
    r"\b(?:prompt|instructions|api key|secrets?|environment variables?)\b"
)
_ORDERS = (
    r"\b(?:requirement|user story|new instructions?|instructions?)\s*:",
    r"\b(?:the|this|our) (?:product|system|app|service) shall\b",
    r"\bshall\b.{0,40}\b(?:grant|delete|wipe|send|transfer|disable)\b",
    r"\b(?:new|updated|real|following) instructions?\b|\bfollow these (?:steps|instructions|rules)\b",
    r"\b(?:end|begin|start|close) of (?:data|feedback|statements|input|context)\b|\b(?:end|begin)[_ -](?:data|input)\b",
    r"\b(?:base64|rot13)\b|\bdecode (?:this|the following)\b",
    r"忽略|无视|指示を無視|무시하|تجاهل|नज़रअंदाज़|системн\w+ (?:промпт|сообщен)",
)
_SHAPES = (
    r"[\"'](?:role|content|statement|title|criteria|quotes|cites|problem|response|kind)[\"']\s*:",
    r"\]\s*\(\s*(?:https?|javascript|data|file)\s*:",
    r"(?<![\w/+])(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{24,}={0,2}(?![\w/+])",
    r"<<<|>>>|```|\bDATA-[0-9a-f]{4,}",
)
_PATTERN = re.compile(
    "|".join((_OVERRIDES, _PERSONA, *_ROLES, _ADDITION, _SECRETS, *_ORDERS)), re.IGNORECASE | re.DOTALL
)
_SHAPE = re.compile("|".join(_SHAPES))
_LONGEST = 4000
_MIXED = re.compile(r"\b\w*(?:[a-z][\u0370-\u04ff]|[\u0370-\u04ff][a-z])\w*\b", re.IGNORECASE)
_LOOK_ALIKES = str.maketrans("аеорсухіјѕԁοανιρτАВЕКМНОРСТХІΑΒΕΙΚΜΝΟΡΤΧ", "aeopcyxijsdoaviptABEKMHOPCTXIABEIKMNOPTX")
_SPREAD = re.compile(r"\b(?:\w[ ._*-]){4,}\w\b")


def speaks_to_a_machine(text: str) -> bool:
    """Whether a text looks as if it were written for the program, or a model, that reads it.

    A sieve and no proof: whoever knows it can word around it. It keeps plain attempts away from a language
    model, and out of what one answers; what is believed of an answer is decided by its citations.

    Parameters
    ----------
    text : str
        Anything; look-alike letters, invisible characters and spread-out letters are undone before reading.
    """
    head = text[:_LONGEST]
    plain = plainly(head)
    return bool(_PATTERN.search(plain) or _SHAPE.search(head) or _PATTERN.search(_joined(plain)))


def plainly(text: str) -> str:
    """A text in compatibility form, look-alikes inside Latin words turned to Latin, invisible characters gone."""
    folded = unicodedata.normalize("NFKC", text)
    seen = "".join(c for c in folded if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
    return _MIXED.sub(lambda m: m.group().translate(_LOOK_ALIKES), seen)


def _joined(text: str) -> str:
    """The text with "i g n o r e" written in one word."""
    return _SPREAD.sub(lambda m: re.sub(r"[ ._*-]", "", m.group()), text)
