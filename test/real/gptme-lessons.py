"""What gptme's own index and matcher make of folders of lessons: asked by gptme-lessons.test.ts, on stdin and stdout."""

import json
import logging
import sys
import time
from pathlib import Path

from gptme.lessons.index import LessonIndex
from gptme.lessons.matcher import LessonMatcher, MatchContext

logging.disable(logging.CRITICAL)
asked = json.load(sys.stdin)
index = LessonIndex([Path(folder) for folder in asked["folders"]])
matcher = LessonMatcher()


def match(question):
    start = time.perf_counter()
    results = matcher.match(index.lessons, MatchContext(message=question["text"], tools_used=question.get("tools")))
    took = (time.perf_counter() - start) * 1000
    return {"found": sorted([str(r.lesson.path), r.score] for r in results), "took": took}


answers = [match(question) for question in asked["questions"]]
json.dump({"lessons": sorted(str(lesson.path) for lesson in index.lessons), "answers": answers}, sys.stdout)
