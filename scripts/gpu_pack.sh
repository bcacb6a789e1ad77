#!/usr/bin/env bash
# Makes the folder that scripts/gpu_check.sh takes to a machine without an SDK: the self-contained program for Linux on x64,
# without a libtorch of its own, the reference files of the networks, and the small sample pictures.
#   scripts/gpu_pack.sh FOLDER      then there: FOLDER/gpu_check.sh LIBTORCH_DIR [DEVICE]
set -euo pipefail
cd "$(dirname "$0")/.."
folder="${1:?usage: scripts/gpu_pack.sh FOLDER}"
mkdir -p "$folder"
[ -z "$(ls -A "$folder")" ] || { echo "$folder is not empty; give a new folder." >&2; exit 2; }
dotnet publish src/TadSr.Cli -c Release -r linux-x64 --self-contained -o "$folder/program"
rm -f "$folder"/program/lib{c10,torch,torch_cpu,torch_global_deps,torch_python,torchbind_test,shm,aoti_custom_ops,backend_with_compiler,jitbackend_test,nnapi_backend}.so "$folder"/program/libgomp-*.so.1
mkdir "$folder/references" "$folder/samples"
cp tests/TadSr.Tests/References/networks/*.safetensors "$folder/references"
cp samples/lr/*.png "$folder/samples"
cp scripts/gpu_check.sh "$folder"
du -sh "$folder"
