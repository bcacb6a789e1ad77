#!/usr/bin/env bash
# Checks, as a stranger would meet them, what leaves this repository: the packages, a program that uses the library from a folder
# of its own, its publishing, the tool, and the archive of the program. Everything lies in a temporary folder and is removed.
# Usage: scripts/consumer_check.sh     (on Linux x64)
# One line a check; the last one is 'N passed, N failed'. Exit code 0 when nothing failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
root="$PWD"
export DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_TELEMETRY_OPTOUT=1
# A waiting OpenMP thread that spins would take the core of a working one.
export OMP_WAIT_POLICY=PASSIVE
# Paths of this repository must not help a program that has to find its own files.
unset TADSR_WEIGHTS
system=linux-x64
torch="$(sed -nE "s/.*\"libtorch-cpu-$system\" Version=\"([^\"]+)\".*/\1/p" Directory.Packages.props)"
vips="$(sed -nE "s/.*\"NetVips.Native.$system\" Version=\"([^\"]+)\".*/\1/p" Directory.Packages.props)"
torchsharp="$(sed -nE 's/.*"TorchSharp" Version="([^"]+)".*/\1/p' Directory.Packages.props)"
version="$(dotnet msbuild src/TadSr -getProperty:Version)-check"
cache="$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')"
work="$(mktemp -d)"
log="$work/log"
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# check NAME COMMAND...: one check; what the command printed is shown where it fails.
check() {
    local name="$1" start="$SECONDS"
    shift
    if "$@" >"$log" 2>&1; then
        passed=$((passed + 1))
        echo "passed: $name ($((SECONDS - start)) s)$(sed -n 's/^seen: /: /p' "$log" | tail -1)"
    else
        failed=$((failed + 1))
        echo "FAILED: $name ($((SECONDS - start)) s)"
        tail -n 30 "$log"
    fi
}

# side FILE OFFSET: a side of a PNG, four bytes with the highest first.
side() {
    od -An -tu1 -j "$2" -N 4 "$1" 2>/dev/null | awk '{ print (($1 * 256 + $2) * 256 + $3) * 256 + $4 }'
}

# enlarged INPUT OUTPUT: whether the output is four times as wide and high.
enlarged() {
    [ -s "$2" ] && [ "$(side "$2" 16)" = "$((4 * $(side "$1" 16)))" ] && [ "$(side "$2" 20)" = "$((4 * $(side "$1" 20)))" ]
}

pack() {
    dotnet pack -c Release src/TadSr -o "$work/packages" -p:PackageVersion="$version" &&
        dotnet pack -c Release src/TadSr.Cli -o "$work/packages" -p:PackageVersion="$version" &&
        dotnet pack -c Release -r "$system" src/TadSr.Cli -o "$work/packages" -p:PackageVersion="$version" &&
        [ -s "$work/packages/TadSr.$version.snupkg" ] &&
        echo "seen: TadSr $(size "TadSr") MB, TadSr.Tool $(size "TadSr.Tool.$system") MB"
}

size() {
    du -m "$work/packages/$1.$version.nupkg" | cut -f1
}

# A TadSr of an earlier run must not come from the package folder, and the libraries in it need not be fetched again.
cat >"$work/nuget.config" <<CONFIG
<configuration>
  <config><add key="globalPackagesFolder" value="$work/restored" /></config>
  <packageSources><add key="check" value="$work/packages" /></packageSources>
  <fallbackPackageFolders><add key="user" value="$cache" /></fallbackPackageFolders>
</configuration>
CONFIG

# The sample of the readme, as it stands there.
readme_sample() {
    awk '/^## / { here = ($0 == "## Library") } here && /^```/ { code = !code && /csharp/; next } here && code' "$root/README.md"
}

sample() (
    mkdir "$work/sample" && cd "$work/sample" && dotnet new console --no-restore -o . &&
        dotnet add package TadSr --version "$version" && dotnet add package "libtorch-cpu-$system" --version "$torch" &&
        dotnet add package "NetVips.Native.$system" --version "$vips" && readme_sample >Program.cs && [ -s Program.cs ] && dotnet build -c Release && run_sample "$work/sample/bin/Release/net10.0/sample"
)

# The same as a program of one file, without a project.
one_file() (
    mkdir "$work/file" && { printf '#:package TadSr@%s\n#:package libtorch-cpu-%s@%s\n#:package NetVips.Native.%s@%s\n' "$version" "$system" "$torch" "$system" "$vips" && readme_sample; } >"$work/file/sample.cs" &&
        run_sample dotnet run "$work/file/sample.cs"
)

# run_sample PROGRAM...: runs it in an empty folder elsewhere, where the sample finds its input.
run_sample() (
    rm -rf "$work/elsewhere" && mkdir "$work/elsewhere" && cd "$work/elsewhere" && cp "$root/samples/lr/lake.png" in.jpg &&
        "$@" && enlarged in.jpg out.png && cmp_first out.png
)

# cmp_first PICTURE: every way to run the sample gives the same picture.
cmp_first() {
    [ -e "$work/first.png" ] || cp "$1" "$work/first.png"
    cmp "$1" "$work/first.png"
}

managed=lib/net8.0/TorchSharp.dll
native="runtimes/$system/native/libLibTorchSharp.so"

# repaired FOLDER FILE...: these files of TorchSharp are changed copies, and nothing of the repair tool lies beside them.
repaired() {
    local folder="$1" file original
    shift
    [ -z "$(find "$folder" -iname '*NativeRepair*')" ] || return 1
    for original in "$@"; do
        file="$(find "$folder" -name "$(basename "$original")")"
        [ -s "$file" ] && ! cmp -s "$file" "$cache/torchsharp/$torchsharp/$original" || return 1
    done
}

busy_project() (
    mkdir "$work/busy" && cd "$work/busy" && cp "$work/sample/sample.csproj" busy.csproj && cp "$root/scripts/consumer/Busy.cs" . && dotnet build -c Release
)

busy() {
    "$work/busy/bin/Release/net10.0/busy" "$1" "$root/samples/lr/lake.png" >"$work/busy.log" 2>&1
    local code=$?
    sed 's/^/seen: /' "$work/busy.log"
    return $code
}

# The published file in the place of the repaired one.
refused() {
    local output="$work/busy/bin/Release/net10.0" line
    cp --remove-destination "$cache/torchsharp/$torchsharp/$managed" "$output"
    line="$("$output/busy" threads "$root/samples/lr/lake.png" 2>&1)"
    [ $? -eq 3 ] && [ "$(wc -l <<<"$line")" -eq 1 ] && [[ "$line" == *'not repaired'*'Reference the package TadSr'* ]] && echo "seen: $line"
}

# Its licence asks that libvips can be replaced: a file of its own also beside a program in one file.
has_libvips() {
    [ -n "$(find "$work/published" -name libvips.so.42 -size +1M)" ]
}

# publish OPTION...: the user's program, run from another folder. A single file has TorchSharp.dll inside; it runs only if that is
# repaired.
publish() (
    local files=("$native")
    [ "$1" = -p:PublishSingleFile=true ] || files+=("$managed")
    rm -rf "$work/published"
    cd "$work/sample" && dotnet publish -c Release -r "$system" -o "$work/published" "$@" && repaired "$work/published" "${files[@]}" &&
        run_sample "$work/published/sample" && has_libvips && echo "seen: $(find "$work/published" -type f | wc -l) files, $(du -sm "$work/published" | cut -f1) MB"
)

# upscales PROGRAM: the program tadsr on a sample, from another folder.
upscales() (
    rm -rf "$work/elsewhere" && mkdir "$work/elsewhere" && cd "$work/elsewhere" &&
        "$1" infer -i "$root/samples/lr/lake.png" -o out.png && enlarged "$root/samples/lr/lake.png" out.png && cmp_first out.png
)

tool() (
    cd "$work" && dotnet tool install TadSr.Tool --version "$version" --tool-path "$work/tool" --source "$work/packages" &&
        upscales "$work/tool/tadsr" && echo "seen: $(du -sm "$work/tool" | cut -f1) MB installed"
)

archive() (
    rm -rf "$work/published"
    scripts/publish.sh -o "$work/archives" "$system" && cd "$work/archives" && sha256sum -c SHA256SUMS && mkdir "$work/published" &&
        tar -C "$work/published" -xzf "tadsr-${version%-check}-$system.tar.gz" && repaired "$work/published" "$managed" "$native" &&
        upscales "$work/published/"*/tadsr && echo "seen: $(du -m ./*.tar.gz | cut -f1) MB"
)

# program OPTION...: a published form of the program itself.
program() (
    rm -rf "$work/published"
    dotnet publish -c Release -r "$system" -o "$work/published" "$@" src/TadSr.Cli && upscales "$work/published/tadsr" && has_libvips
)

before="$(sha256sum "$cache/torchsharp/$torchsharp/$managed" "$cache/torchsharp/$torchsharp/$native")"
unchanged() {
    sha256sum -c <<<"$before"
}

check 'packages' pack
check "the readme's sample in a new project" sample
check 'its TorchSharp is repaired, without a file of the repair tool' repaired "$work/sample/bin/Release/net10.0" "$managed" "$native"
check 'the sample as a program of one file' one_file
check 'published framework-dependent, run elsewhere' publish --self-contained false
check 'published self-contained, run elsewhere' publish --self-contained
check 'published as a single file, run elsewhere' publish -p:PublishSingleFile=true
check 'a busy program' busy_project
check '400 calls beside a thread that allocates and collects' busy collected
check '8 threads x 100 calls on one resolver' busy threads
check 'an unrepaired TorchSharp is refused' refused
check 'tool installed, tadsr infer' tool
check 'archive of the program' archive
check 'the program, framework-dependent' program --self-contained false
# The analyser of single files would have the library compiled again.
check 'the program as a single file' program -p:PublishSingleFile=true -p:EnableSingleFileAnalyzer=false
check 'the package folder is as it was' unchanged
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
