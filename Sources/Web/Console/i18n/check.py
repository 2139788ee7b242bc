#!/usr/bin/env python3
"""Checks the three catalogues: the same keys in each, none that the code lacks, none unused, no placeholder lost.

A key is used when the code has it as a literal: t('a.b'), tOr('a.b', …), title: 'a.b'.
A template literal t(`role.${x}`) uses every key that fits it, and at least one must exist.
"""
import pathlib
import re
import sys

here = pathlib.Path(__file__).resolve().parent
console = here.parent
languages = ("zh-Hans", "zh-Hant", "en")
problems = []


def catalogue(language):
    found = {}
    for number, line in enumerate((here / f"{language}.js").read_text("utf-8").splitlines(), 1):
        entry = re.match(r"""^  '([\w.$-]+)': (?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"),$""", line)
        if entry:
            key, text = entry.group(1), entry.group(2) if entry.group(2) is not None else entry.group(3)
            if key in found:
                problems.append(f"{language}:{number}: {key} is there twice")
            if not text.strip():
                problems.append(f"{language}:{number}: {key} is empty")
            found[key] = text
        elif line.strip() and not re.match(r"^\s*//|^export default \{$|^\};$", line):
            problems.append(f"{language}:{number}: not one 'key': 'text', per line")
    return found


texts = {language: catalogue(language) for language in languages}
first = texts[languages[0]]
every = set().union(*texts.values())

for language, found in texts.items():
    for key in sorted(every - found.keys()):
        problems.append(f"{language}: {key} is missing")

names = lambda text: set(re.findall(r"\{(\w+)", text))
for key, text in first.items():
    for language in languages[1:]:
        if key in texts[language] and names(text) != names(texts[language][key]):
            problems.append(f"{language}: {key} has other placeholders than {languages[0]}")
for key, text in texts["en"].items():
    if re.search(r"[\u4e00-\u9fff]", text):
        problems.append(f"en: {key} is not translated: {text}")
simplified_only = set("户据设录导权组册备档删统计览书时务间让这还实际员发请选择标签单图线链验记论议页项题别类应动")
for key, text in texts["zh-Hant"].items():
    if wrong := simplified_only & set(text):
        problems.append(f"zh-Hant: {key} has simplified characters {''.join(sorted(wrong))}: {text}")

used, patterns = set(), {}
for path in sorted(console.rglob("*.js*")):
    if path.parent == here and path.stem in languages:
        continue
    source = path.read_text("utf-8")
    place = path.relative_to(console)
    for key in re.findall(r"\bt(?:Or)?\(\s*'([^']+)'", source):
        used.add(key)
        if key not in every:
            problems.append(f"{place}: {key} is in no catalogue")
    for key in re.findall(r"'([a-z][\w-]*(?:\.[\w$-]+)+)'", source):
        if key in every:
            used.add(key)
        elif re.search(r"title: '" + re.escape(key) + "'", source) and place.name == "routes.js":
            problems.append(f"{place}: {key} is in no catalogue")
    for template in re.findall(r"\bt(?:Or)?\(\s*`([^`]+)`", source):
        pattern = "".join(".+" if part.startswith("${") else re.escape(part) for part in re.split(r"(\$\{[^}]*\})", template))
        patterns.setdefault(pattern, f"{place}: `{template}`")

for pattern, place in patterns.items():
    fitting = {key for key in every if re.fullmatch(pattern, key)}
    used |= fitting
    if not fitting:
        problems.append(f"{place} fits no key")

for key in sorted(every - used):
    problems.append(f"{key} is not used anywhere")

for problem in problems:
    print(problem)
print(f"console texts: {len(every)} keys in {len(languages)} languages, {len(problems)} problems")
sys.exit(1 if problems else 0)
