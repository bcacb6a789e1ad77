#!/usr/bin/env bash
# Checks, as a user would, the behaviours that users of such programs ask for most. Each row is a function below; the number
# is its rank in that list. A row that fails says why.
# Usage: scripts/wanted.sh [ROW...]        (without rows: all)
# Ends with one line 'N passed, N failed'. Needs the SDK, and the shipped weights or TADSR_MODEL=FILE.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
root="$PWD"
export OMP_WAIT_POLICY=PASSIVE DOTNET_NOLOGO=1 LC_ALL=C.UTF-8
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cases="$root/tests/TadSr.Tests/References"
model=()
[ -n "${TADSR_MODEL:-}" ] && model=(--weights "$(realpath "$TADSR_MODEL")")

tadsr() {
    "$root/artifacts/bin/TadSr.Cli/release/tadsr" "$@"
}

# run COMMAND...: sets code, and leaves both streams in stdout and stderr of the row's folder.
run() {
    "$@" >stdout 2>stderr
    code=$?
}

# upscale ARGUMENT...: infer with the model of this check.
upscale() {
    run tadsr infer "$@" "${model[@]}"
}

fail() {
    echo "   $*" >&2
    return 1
}

# expect NAME ACTUAL EXPECTED
expect() {
    [ "$2" = "$3" ] || fail "$1 is '$2', expected '$3'; stderr: $(tail -n 2 stderr | cut -c1-300)"
}

# side FILE OFFSET: a side of a PNG.
side() {
    od -An -tu1 -j "$2" -N 4 "$1" 2>/dev/null | awk '{ print (($1 * 256 + $2) * 256 + $3) * 256 + $4 }'
}

# times_four INPUT OUTPUT
times_four() {
    [ -s "$2" ] || fail "$2 was not written" || return
    expect "width of $2" "$(side "$2" 16)" "$((4 * $(side "$1" 16)))" && expect "height of $2" "$(side "$2" 20)" "$((4 * $(side "$1" 20)))"
}

# one_line CODE WORD...: the run failed with that exit code and one line that has every word, and no stack trace.
one_line() {
    local wanted="$1" lines
    shift
    expect 'exit code' "$code" "$wanted" || return
    lines="$(grep -c . stderr)"
    expect 'lines on stderr' "$lines" 1 || return
    ! grep -qE '^ +at |Exception' stderr || fail "a stack trace: $(head -n 1 stderr)" || return
    for word in "$@"; do
        grep -qF -- "$word" stderr || fail "'$word' is not in: $(cat stderr)" || return
    done
}

hashes() {
    (cd "$1" && find . -type f ! -name '*.jsonl' -print0 | sort -z | xargs -0 sha256sum)
}

# samples FILE: the samples of an 8-bit PNG of one filter (none or up, as we write), one row of the picture a line.
samples() {
    local position=8 length kind channels=3
    [ "$(od -An -tu1 -j 25 -N 1 "$1" | tr -d ' ')" = 2 ] || channels=1
    {
        printf '\x1f\x8b\x08\0\0\0\0\0\0\0'   # a gzip header: gzip unpacks what PNG packs, and only its ending is missing
        while length=$(side "$1" "$position") && kind=$(dd if="$1" bs=1 skip=$((position + 4)) count=4 2>/dev/null) && [ "$kind" != IEND ]; do
            [ "$kind" = IDAT ] && tail -c +$((position + 9)) "$1" | head -c "$length"
            position=$((position + length + 12))
        done | tail -c +3                     # the zlib header
    } | gzip -dc 2>/dev/null | od -An -v -tu1 -w$((1 + channels * $(side "$1" 16))) | awk '
        $1 != 0 && $1 != 2 { print "filter " $1; exit 1 }
        { for (i = 2; i <= NF; i++) { above[i] = $1 == 2 ? (above[i] + $i) % 256 : $i; printf "%d ", above[i] } print "" }'
}

# seams TILED WHOLE: the largest difference of two pictures of samples, and by how much the mean step from one row or column
# to the next grows at most where one is tiled.
seams() {
    awk '
        function abs(x) { return x < 0 ? -x : x }
        NR == FNR { tiled[FNR] = $0; next }
        {
            if (split(tiled[FNR], a, " ") != NF) exit
            down = 0
            for (i = 1; i <= NF; i++) {
                if (abs(a[i] - $i) > largest) largest = abs(a[i] - $i)
                if (i > 3) across[int((i - 1) / 3)] += abs(a[i] - a[i - 3]) - abs($i - $(i - 3))
                down += FNR == 1 ? 0 : abs(a[i] - aboveTiled[i]) - abs($i - above[i])
                aboveTiled[i] = a[i]; above[i] = $i
            }
            if (down / NF > step) step = down / NF
        }
        END { for (x in across) if (across[x] / FNR / 3 > step) step = across[x] / FNR / 3; printf "%d %.3f %d\n", largest, step, FNR }' "$1" "$2"
}

# range CASE KEY: where a value of a reference case lies in its file: shape (a word a side), first byte, length.
range() {
    local header=$(($(od -An -tu8 -N 8 "$1")))
    head -c $((8 + header)) "$1" | tail -c +9 | tr -d ' ' | grep -oE "\"$2\":\{[^}]*\}" |
        sed -E 's/.*"shape":\[([0-9,]*)\].*"data_offsets":\[([0-9]+),([0-9]+)\].*/\1 \2 \3/; s/,/ /g' |
        awk -v start=$((8 + header)) '{ for (i = 1; i < NF - 1; i++) printf "%d ", $i; printf "%d %d\n", start + $(NF - 1), $NF - $(NF - 1) }'
}

# picture CASE KEY FILE: a picture of a reference case as PPM.
picture() {
    local height width channels start length
    read -r height width channels start length < <(range "$1" "$2")
    mkdir -p "$(dirname "$3")"
    { printf 'P6\n%d %d\n255\n' "$width" "$height"; tail -c +$((start + 1)) "$1" | head -c "$length"; } >"$3"
}

# stored CASE KEY: a number of a reference case.
stored() {
    local count start length
    read -r count start length < <(range "$1" "$2")
    od -An -tf8 -j "$start" -N 8 "$1" | tr -d ' '
}

# figure CSV PICTURE COLUMN
figure() {
    awk -F , -v picture="$2" -v column="$3" '$1 == picture { print $column }' "$1"
}

# near NAME ACTUAL EXPECTED TOLERANCE
near() {
    awk -v a="$2" -v b="$3" -v t="$4" 'BEGIN { d = a - b; exit !(a != "" && b != "" && d <= t && d >= -t) }' || fail "$1 is '$2', stored is '$3', within $4"
}

# What may differ from the untiled picture: no sample by more than 8 levels, and no mean step by more than a third of a level
# (a mean step of this picture is several levels; tiles that share nothing give 101 and 10.8).
most_difference=8
most_step=0.33
sample="$root/samples/lr/street.png"

row_1() { # works on a machine without GPU, no flags
    cp "$sample" a.png
    CUDA_VISIBLE_DEVICES= upscale -i a.png -o b.png
    expect 'exit code' "$code" 0 && times_four a.png b.png && { ! grep -qi cuda stdout stderr || fail 'CUDA is mentioned'; }
}

row_3() { # folder run accounts for every file
    mkdir in
    cp "$sample" in/good.png
    cp "$cases/images/truncated.jpg" in/
    echo text >in/notes.txt
    : >in/empty.png
    upscale -i in -o out
    expect 'exit code' "$code" 4 && times_four in/good.png out/good.png && grep -q truncated.jpg stderr && grep -q empty.png stderr || fail 'a bad file is not named'
}

row_4() { # runs with the network off
    command -v unshare >/dev/null && unshare -rn true 2>/dev/null || { echo '   no network namespace here: run without one'; upscale -i "$sample" -o b.png; expect 'exit code' "$code" 0; return; }
    run unshare -rn "$root/artifacts/bin/TadSr.Cli/release/tadsr" infer -i "$sample" -o b.png "${model[@]}"
    expect 'exit code' "$code" 0 && times_four "$sample" b.png
}

row_6() { # same result alone and in a folder
    upscale -i "$root/samples/lr" -o all
    expect 'exit code' "$code" 0 || return
    upscale -i "$sample" -o one.png
    expect 'exit code' "$code" 0 && { cmp one.png all/street.png || fail 'alone and in the folder differ'; }
}

row_8() { # grey stays grey
    cp "$cases/images/grey8.png" .
    upscale -i grey8.png -o g.png
    expect 'exit code' "$code" 0 && times_four grey8.png g.png && expect 'PNG colour type (0 is grey)' "$(od -An -tu1 -j 25 -N 1 g.png | tr -d ' ')" 0
}

row_9() { # no seams
    local tile largest step rows
    upscale -i "$sample" -o whole.png --tile 0
    expect 'exit code' "$code" 0 && times_four "$sample" whole.png || return
    samples whole.png >whole
    for tile in 64 80 96; do
        upscale -i "$sample" -o "$tile.png" --tile "$tile"
        expect 'exit code' "$code" 0 && times_four "$sample" "$tile.png" || return
        samples "$tile.png" >tiled
        read -r largest step rows < <(seams tiled whole)
        echo "   tiles of $tile: largest difference $largest, largest growth of a mean step $step"
        expect 'rows compared' "$rows" "$(side whole.png 20)" || return
        [ "$largest" -le "$most_difference" ] || fail "tiles of $tile change a sample by $largest, at most $most_difference is allowed" || return
        awk "BEGIN { exit !($step <= $most_step) }" || fail "tiles of $tile: a mean step grows by $step, at most $most_step" || return
    done
}

row_11() { # errors name the true cause
    upscale -i nothing.png -o b.png
    one_line 3 nothing.png || return
    run tadsr infer -i "$sample" -o b.png --weights none.safetensors
    one_line 3 none.safetensors || return
    : >file
    upscale -i "$sample" -o file/below
    one_line 3 file || return
    run tadsr infer -i "$sample" -o b.png --weights "$cases/checkpoints/truncated_zip.pth"
    one_line 3 truncated_zip.pth || return
    run tadsr infer -i "$sample" -o b.png --steps x
    one_line 2 --steps || return
    printf 'optim:\n  lrr: 1\n' >my.yaml
    run tadsr train --config my.yaml
    one_line 2 "my.yaml:2:3: unknown key 'lrr' in 'optim'; did you mean 'lr'?" || return
    run tadsr train --config lite/studnet
    one_line 3 "did you mean 'lite/student'?" || return
    run tadsr train --config lite/teacher -o run --set 'data.train=[no/such/folder]'
    one_line 3 no/such/folder || return
    expect 'things left behind' "$(find . -type f ! -name std\* ! -name my.yaml ! -name file | wc -l)" 0
}

row_12() { # published protocol and numbers
    local name case column
    for name in full_reference_1 full_reference_3; do
        case="$cases/metrics/$name.safetensors"
        picture "$case" dist_u8 "sr/$name.ppm"
        picture "$case" ref_u8 "hr/$name.ppm"
    done
    run tadsr eval --protocol sinsr --metrics psnr,ssim --strict --csv first.csv --json first.json
    expect 'exit code' "$code" 0 && cp stdout first || return
    grep -q '^protocol sinsr, .*: nothing differs$' stdout || fail "the protocol is not printed: $(head -n 3 stdout)" || return
    run tadsr eval --protocol tadsr --metrics psnr,ssim --strict --csv second.csv --json second.json
    expect 'exit code' "$code" 0 && cmp stdout first && cmp first.csv second.csv && cmp first.json second.json || fail 'two runs differ' || return
    expect 'rows of the CSV' "$(wc -l <first.csv)" 3 || return
    run tadsr eval --metrics psnr:rgb,psnr:yiq:crop4,ssim:rgb,ssim:yiq,ms_ssim:ycbcr --csv more.csv
    expect 'exit code' "$code" 0 || return
    for name in full_reference_1 full_reference_3; do
        case="$cases/metrics/$name.safetensors"
        near "psnr of $name" "$(figure first.csv "$name.ppm" 2)" "$(stored "$case" psnr.ycbcr.crop0)" 1e-5 || return
        near "ssim of $name" "$(figure first.csv "$name.ppm" 3)" "$(stored "$case" ssim.ycbcr.crop0)" 1e-6 || return
        column=2
        for value in psnr.rgb.crop0 psnr.yiq.crop4 ssim.rgb.crop0 ssim.yiq.crop0 ms_ssim.ycbcr; do
            near "$value of $name" "$(figure more.csv "$name.ppm" $column)" "$(stored "$case" "$value")" 1e-5 || return
            column=$((column + 1))
        done
    done
    case="$cases/metrics/lpips_alex_fp16_trunk.safetensors"
    picture "$case" dist_u8 l/sr.ppm
    picture "$case" ref_u8 l/hr.ppm
    run tadsr eval -i l/sr.ppm -r l/hr.ppm --protocol sinsr --metrics lpips --csv lpips.csv
    expect 'exit code' "$code" 0 && near lpips "$(figure lpips.csv sr.ppm 2)" "$(stored "$case" lpips)" 1e-6 || return
    grep -q 'is rounded to float16, there alexnet' stdout || fail 'the rounded trunk is not named as a deviation' || return
    for name in no_reference_1 no_reference_2; do
        picture "$cases/metrics/$name.safetensors" img_u8 "n/$name.ppm"
    done
    run tadsr eval -i n --metrics niqe,brisque --csv n.csv
    expect 'exit code' "$code" 0 || return
    for name in no_reference_1 no_reference_2; do
        case="$cases/metrics/$name.safetensors"
        near "niqe of $name" "$(figure n.csv "$name.ppm" 2)" "$(stored "$case" niqe.yiq.crop0)" 1e-4 || return
        near "brisque of $name" "$(figure n.csv "$name.ppm" 3)" "$(stored "$case" brisque.float32)" 0.15 || return
    done
}

row_14() { # sub-folders and odd names
    mkdir -p "in/Фото 写真 é/b c"
    cp "$sample" "in/Фото 写真 é/b c/a.png"
    cp "$cases/images/UPPER.JPG" "in/Фото 写真 é/b c/a.JPG"
    upscale -i in -o out
    expect 'exit code' "$code" 0 && expect 'outputs' "$(find "out/Фото 写真 é/b c" -type f | wc -l)" 2
}

row_15() { # weights: safe, verified, explained
    for file in "$cases"/checkpoints/evil_*.pth; do
        run tadsr inspect "$file"
        one_line 3 "$(basename "$file")" || return
        [ ! -e tadsr-evil-ran ] || fail "$file ran" || return
    done
    printf 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n' >pointer.safetensors
    printf '<!DOCTYPE html><html></html>' >page.safetensors
    for file in pointer.safetensors page.safetensors "$cases/checkpoints/truncated_zip.pth"; do
        run tadsr inspect "$file"
        one_line 3 "$(basename "$file")" || return
        cat stderr >>reasons
    done
    expect 'different reasons' "$(sed 's/^[^:]*: //' reasons | sort -u | wc -l)" 3
}

row_18() { # honest progress
    upscale -i "$root/samples/lr" -o out
    expect 'exit code' "$code" 0 || return
    # 'k/N' or 'k of N' may only rise.
    grep -oE '[0-9]+(/| of )8' stdout stderr -h | grep -oE '^[0-9]+' >counts
    [ -s counts ] || fail 'no progress was printed' || return
    sort -nc counts 2>/dev/null || fail 'progress fell' || return
    expect 'last count' "$(tail -n 1 counts)" 8
}

row_20() { # deterministic, whatever the order
    upscale -i "$root/samples/lr" -o a
    expect 'exit code' "$code" 0 || return
    # shellcheck disable=SC2046
    upscale -i $(find "$root/samples/lr" -name '*.png' | sort -r) -o b
    expect 'exit code' "$code" 0 || return
    expect 'difference' "$(diff <(hashes a) <(hashes b) | wc -l)" 0
}

if ! dotnet build -c Release src/TadSr.Cli >"$work/build" 2>&1; then
    grep error "$work/build" | sort -u >&2
    echo '0 passed, 1 failed'
    exit 1
fi
passed=0
failed=0
[ $# -gt 0 ] || set -- 1 3 4 6 8 9 11 12 14 15 18 20
for number in "$@"; do
    if ! declare -F "row_$number" >/dev/null; then
        echo "there is no row $number" >&2
        failed=$((failed + 1))
        continue
    fi
    mkdir "$work/$number"
    if (cd "$work/$number" && "row_$number"); then
        passed=$((passed + 1))
        echo "passed: row $number"
    else
        failed=$((failed + 1))
        echo "FAILED: row $number"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
