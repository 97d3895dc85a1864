#!/bin/sh
# Makes .venv and fills it with the named sets of requirements: scripts/install.sh run [scale] [dev]
# System packages are installed where that needs no password; otherwise one line says what to type.
set -eu
cd "$(dirname "$0")/.."

PDF_PACKAGES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-open-sans"
# Chinese, Japanese and Korean; South Asian and other scripts; emoji. 24 MB together.
FONT_PACKAGES="fonts-droid-fallback fonts-freefont-ttf fonts-noto-color-emoji"
CLIP_PACKAGES="ffmpeg"
BROWSER_PACKAGES="chromium libatomic1"

say() { printf '%s\n' "$*" >&2; }

is_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in python3.11 python3 python; do
        if is_311 "$candidate"; then command -v "$candidate"; return; fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

is_installed() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q '^install ok installed'
}

missing_of() {
    for package in "$@"; do is_installed "$package" || printf '%s ' "$package"; done
}

# want REASON PACKAGE... : installs what is missing, or says how; answers whether all is there now.
want() {
    reason=$1; shift
    missing=$(missing_of "$@")
    [ -z "$missing" ] && return 0
    if may_install; then
        say "Installing $missing($reason)"
        # The lists are fetched only when they do not know a package yet.
        # shellcheck disable=SC2086  # the words are package names
        { apt-cache show $missing >/dev/null 2>&1 || as_root apt-get update -qq; } &&
            as_root env DEBIAN_FRONTEND=noninteractive \
                apt-get install -y -qq --no-install-recommends $missing >/dev/null && return 0
    fi
    say "For $reason, please run:  sudo apt-get install -y --no-install-recommends $missing"
    return 1
}

has_pdf_libraries() {
    "$1" - <<'END' 2>/dev/null
import ctypes, pathlib
for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
    ctypes.CDLL(name)
assert any(pathlib.Path("/usr/share/fonts").rglob("*.[ot]tf"))
END
}

make_environment() {
    [ -x .venv/bin/python ] && is_311 .venv/bin/python && [ -x .venv/bin/pip ] && return
    python=$(find_python) || { say "Waymark needs Python 3.11. On Debian: sudo apt-get install -y python3.11 python3.11-venv"; exit 1; }
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        want "making a virtual environment" python3-venv || exit 1
    fi
    rm -rf .venv
    "$python" -m venv .venv
}

# A set is installed again only when its file has changed.
install_set() {
    file=requirements/$1.txt
    cmp -s "$file" ".venv/installed-$1.txt" && return
    say "Installing Python packages ($1)"
    .venv/bin/pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps -r "$file"
    cp "$file" ".venv/installed-$1.txt"
}

# Python started with a file of a folder, like bench/pdf.py, finds our packages all the same.
name_the_root() {
    printf '%s\n' "$PWD" >.venv/lib/python3.11/site-packages/waymark-root.pth
}

make_environment
for set in "$@"; do install_set "$set"; done
name_the_root
has_pdf_libraries .venv/bin/python || want "PDF files" $PDF_PACKAGES ||
    say "Waymark starts without PDF files until then."
[ -z "$(missing_of $FONT_PACKAGES)" ] || want "names in every script on paper" $FONT_PACKAGES ||
    say "Until then, PDFs print a sign in place of each letter that no font can draw."
command -v ffmpeg >/dev/null || want "posters and lengths of clips" $CLIP_PACKAGES ||
    say "Waymark takes clips as they come until then."
case " $* " in
    *" dev "*) command -v chromium >/dev/null || want "the browser tests" $BROWSER_PACKAGES ;;
esac
