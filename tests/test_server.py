"""The server made from documentation: its answers as values, and over real sockets."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from docgen.answers import Answer, Asked, Service, wished_failure
from docgen.cli import main
from docgen.json_difference import difference
from docgen.json_schema import json_schema_text
from docgen.minimal_value import MinimalValues
from docgen.spec import Operation, Response, Spec, from_json
from docgen.workspace import read_folder
from external_connectors import AsyncClient, Client
from external_connectors._runtime import errors
from external_connectors._runtime.request import Accepted
from external_connectors.models import (
    ConnectionOperation,
    ExternalConnection,
    ExternalGroup,
    ExternalGroupMember,
    ExternalItem,
    Schema,
)
