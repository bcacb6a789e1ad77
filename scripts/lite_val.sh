#!/usr/bin/env bash
# Makes the validation pictures of the bundled model, or measures a model on them. Every choice about the model is made there.
#
#   scripts/lite_val.sh make PHOTOGRAPHS VAL
#   scripts/lite_val.sh measure VAL WEIGHTS OUT [further options of "tadsr infer"]
#
# PHOTOGRAPHS has the files of configs/lite/heldout.txt. VAL receives hr and, each in a folder, what configs/lite/val.yaml makes of it:
# clean, damaged (blur, noise, JPEG 75), j20, j40, j70, noisy. "measure" prints a line of figures for each set; OUT receives the pictures.
# TADSR names the program; by default the Release build of this repository, which is made if it is not there.
set -euo pipefail
cd "$(dirname "$0")/.."
sets=(damaged clean j20 j40 j70 noisy)
program="${TADSR:-artifacts/bin/TadSr.Cli/release/tadsr}"
[ -x "$program" ] || dotnet build -c Release -v quiet src/TadSr.Cli >&2

degrade() {
    local options=()
    case "$2" in
        damaged) options=(first.blur.probability=1 first.noise.probability=1 final.jpeg.probability=1) ;;
        j*) options=(final.jpeg.probability=1 "final.jpeg.quality=[${2#j},${2#j}]") ;;
        noisy) options=(first.noise.probability=1 'first.noise.sigma=[15,15]' first.noise.chroma=1) ;;
    esac
    local set=()
    for option in "${options[@]}"; do set+=(--set "degradation.$option"); done
    "$program" degrade -c configs/lite/val.yaml --seed 7 -i "$1/hr" -o "$1/$2" "${set[@]}"
}

case "${1:-}:$#" in
    make:3)
        dotnet run scripts/lite_val.cs -- "$2" "$3"
        for set in "${sets[@]}"; do degrade "$3" "$set"; done
        ;;
    measure:[4-9]*)
        for set in "${sets[@]}"; do
            mkdir -p "$4"
            "$program" infer -i "$2/$set" -o "$4/$set" --weights "$3" --overwrite "${@:5}" > "$4/infer.log" 2>&1 || { tail -n 1 "$4/infer.log" >&2; exit 1; }
            echo "$set $("$program" eval -i "$4/$set" -r "$2/hr" --brief --metrics psnr:ycbcr:crop4,ssim:ycbcr:crop4,lpips,r18,shift,mesh,dots 2> /dev/null)"
        done
        ;;
    *)
        echo "usage: $0 make PHOTOGRAPHS VAL | $0 measure VAL WEIGHTS OUT [options of tadsr infer]" >&2
        exit 2
        ;;
esac
