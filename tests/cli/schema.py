# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the JSON that burnbackctl prints against schema.json.

schema.json is JSON Schema, restricted to type, properties, required, additionalProperties, items, minItems, enum,
pattern, minimum, allOf, anyOf and $ref to a name in $defs. The definition family-or-null is made of the table of families. check() raises an AssertionError with the path of each error.
"""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'families'))
import families     # noqa: E402

with open(os.path.join(os.path.dirname(__file__), 'schema.json')) as file:
    SCHEMA = json.load(file)
# The families are in one table, which is not repeated in the schema.
SCHEMA['$defs']['family-or-null'] = {'enum': [None] + [family.id for family in families.all_rows()]}

# Commands of burnbackctl that print JSON, each with a definition of the same name in the schema.
VERBS = {'list', 'info', 'identify', 'check', 'backup', 'flash', 'verify', 'rollback', 'recover', 'backups', 'catalog',
         'report', 'monitor', 'convert', 'booktype', 'advise', 'firmware', 'library', 'history', 'name', 'doctor'}

KNOWN = {'$comment', '$ref', 'type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'pattern',
         'minItems', 'minimum', 'allOf', 'anyOf'}

TYPES = {
    'object': lambda value: isinstance(value, dict),
    'array': lambda value: isinstance(value, list),
    'string': lambda value: isinstance(value, str),
    'integer': lambda value: isinstance(value, int) and not isinstance(value, bool),
    'number': lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    'boolean': lambda value: isinstance(value, bool),
    'null': lambda value: value is None,
}


def problems(value, rule, where):
    """Yields the errors of @value against the schema @rule, as sentences that begin with @where."""
    unknown = set(rule) - KNOWN
    if unknown:
        yield f'{where}: the schema says {unknown}, which this checker does not know'
    if '$ref' in rule:
        yield from problems(value, SCHEMA['$defs'][rule['$ref'].rsplit('/', 1)[1]], where)
    for one in rule.get('allOf', []):
        yield from problems(value, one, where)
    if 'anyOf' in rule:
        several = [list(problems(value, one, where)) for one in rule['anyOf']]
        if all(several):
            yield min(several, key=len)[0] + ' (and no other form fits)'
    kinds = rule.get('type', [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(TYPES[kind](value) for kind in kinds):
        yield f'{where}: {value!r} is not {kinds}'
        return
    if 'enum' in rule and value not in rule['enum']:
        yield f'{where}: {value!r} is none of {rule["enum"]}'
    if 'pattern' in rule and isinstance(value, str) and not re.search(rule['pattern'], value):
        yield f'{where}: {value!r} does not look like {rule["pattern"]}'
    if 'minimum' in rule and TYPES['number'](value) and value < rule['minimum']:
        yield f'{where}: {value!r} is too small'
    if isinstance(value, list) and len(value) < rule.get('minItems', 0):
        yield f'{where}: has fewer than {rule["minItems"]} items'
    if isinstance(value, list) and 'items' in rule:
        for i, item in enumerate(value):
            yield from problems(item, rule['items'], f'{where}[{i}]')
    if isinstance(value, dict):
        yield from problems_of_object(value, rule, where)


def problems_of_object(value, rule, where):
    """As problems(), for the keys of an object."""
    for key in rule.get('required', []):
        if key not in value:
            yield f'{where}: there is no "{key}"'
    for key, item in value.items():
        if key in rule.get('properties', {}):
            yield from problems(item, rule['properties'][key], f'{where}.{key}')
        elif isinstance(rule.get('additionalProperties'), dict):
            yield from problems(item, rule['additionalProperties'], f'{where}.{key}')
        elif rule.get('additionalProperties') is False:
            yield f'{where}: "{key}" is not described'


def find(value, name):
    """Returns a list of the errors of @value against the definition @name."""
    return list(problems(value, SCHEMA['$defs'][name], name))


def check(value, name):
    """Raises an AssertionError with all errors of @value against the definition @name."""
    found = find(value, name)
    if found:
        raise AssertionError('\n'.join(found) + '\n' + json.dumps(value, indent=1)[:3000])
