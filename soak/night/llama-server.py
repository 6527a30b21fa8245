"""Serves a model on a free port of this machine, says at which address, and goes on until it is killed."""

import json
import signal
import sys

import xllamacpp

WANTED = json.loads(sys.argv[1])

params = xllamacpp.CommonParams()
params.model.path = WANTED["weights"]
params.model_alias = {WANTED["model"]}
params.n_ctx = WANTED["window"] * WANTED["slots"]
params.n_parallel = WANTED["slots"]
params.n_predict = WANTED["longestReply"]
params.cpuparams.n_threads = 2

server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
signal.pause()
