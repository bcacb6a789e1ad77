#!/usr/bin/env bash
# Measures upscaled pictures as docs/model-card.md reports them, in one line:
#   LPIPS-alex, R18, PSNR-Y and SSIM-Y (ycbcr, 4 pixels cut off), NIQE, mean colour shift in grey levels, grid.
#
#   scripts/measure_lite.sh SR HR [further options of "tadsr eval", such as --json report.json]
#
# SR holds the pictures to judge, HR the true ones with the same names. The names in the line are those of --metrics.
# grid is the largest peak of the error's spectrum at the periods 8, 4 and 2: 1.0 is what published
# upscalers have, above 1.3 a weave or dots begin to show. It needs pictures of at least 416 x 416.
# One thread and no spinning by default, so that it can run beside a training; OMP_NUM_THREADS changes that.
# TADSR names the program; by default the Release build of this repository, which is made if it is not there.
set -euo pipefail
if [ $# -lt 2 ]; then
    echo "usage: $0 SR HR [options of tadsr eval]" >&2
    exit 2
fi
root="$(cd "$(dirname "$0")/.." && pwd)"
program="${TADSR:-$root/artifacts/bin/TadSr.Cli/release/tadsr}"
if [ ! -x "$program" ]; then
    dotnet build -c Release -v quiet "$root/src/TadSr.Cli" >&2
fi
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}" OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}"
exec "$program" eval -i "$1" -r "$2" --brief --metrics lpips,r18,psnr:ycbcr:crop4,ssim:ycbcr:crop4,niqe,shift,grid "${@:3}"
