#!/bin/sh
# Installs what pip cannot: the text-layout libraries and the Chinese font that documents are printed
# with, and two PDF tools the tests look at them with; with the word `tests` also the browser that tests
# open the pages in, which a person who only uses the program need not have. Does nothing when everything is there; asks for
# administrator rights only when something is missing, and says why. Never stops the installation:
# without these the web pages and the command line still work, and `launchkit doctor` says what is missing.
#
#   PYTHON                    the interpreter the environment will be made with (default: python3)
#   LAUNCHKIT_SKIP_SYSTEM=1   install nothing, only say what is missing
set -eu

PYTHON=${PYTHON:-python3}
# libharfbuzz-subset0: nothing fails without it, but a page then takes 13 to 40 times longer to print.
PACKAGES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk qpdf poppler-utils"
PURPOSE="printing Chinese documents"
if [ "${1:-}" = tests ]; then
    PACKAGES="$PACKAGES chromium"
    PURPOSE="the tests"
fi

say() { printf '%s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Debian keeps the module that makes environments in a package of its own.
venv_package() {
    "$PYTHON" -c 'import ensurepip, venv' >/dev/null 2>&1 || printf '%s-venv' "$(basename "$PYTHON")"
}

missing_packages() {
    for package in $PACKAGES $(venv_package); do
        installed "$package" || printf '%s ' "$package"
    done
}

# No candidate version for one of the packages means that the lists were never fetched on this machine.
lists_are_there() {
    for package in "$@"; do
        apt-cache policy "$package" 2>/dev/null | grep -q 'Candidate: [^(]' || return 1
    done
}

# shellcheck disable=SC2086  # prefix and options are lists of words
install_with() {
    # $1 is the prefix ("" or sudo …), the rest are packages.
    prefix=$1
    shift
    options="install --yes --quiet --no-install-recommends"
    if lists_are_there "$@" && $prefix env DEBIAN_FRONTEND=noninteractive apt-get $options "$@" </dev/null; then
        return 0
    fi
    # Lists that are absent or too old to name files the mirror still has.
    $prefix apt-get update --quiet </dev/null &&
        $prefix env DEBIAN_FRONTEND=noninteractive apt-get $options "$@" </dev/null
}

on_debian() {
    missing=$(missing_packages)
    [ -n "$missing" ] || exit 0
    if [ "${LAUNCHKIT_SKIP_SYSTEM:-}" = 1 ]; then
        say "launchkit: system packages missing and not installed, as asked: $missing"
        exit 0
    fi
    say "launchkit: installing system packages for $PURPOSE: $missing"
    if [ "$(id -u)" = 0 ]; then
        prefix=""
    elif has sudo; then
        say "launchkit: only an administrator may install system packages, so sudo may ask for your password."
        prefix="sudo"
        [ -t 0 ] || prefix="sudo -n"
    else
        say "launchkit: you are not root and there is no sudo. Ask an administrator for: apt-get install $missing"
        exit 0
    fi
    # shellcheck disable=SC2086  # a list of words
    install_with "$prefix" $missing >&2 ||
        say "launchkit: that did not work. Going on; before $PURPOSE: apt-get install $missing"
}

library() {
    PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "$1"
}

noto_font() {
    for folder in /usr/share/fonts /usr/local/share/fonts "$HOME/.local/share/fonts" /Library/Fonts /opt/homebrew/share/fonts; do
        [ -d "$folder" ] || continue
        [ -z "$(find "$folder" \( -name 'NotoSansCJK*' -o -name 'NotoSansSC*' -o -name 'SourceHanSans*' \) 2>/dev/null | head -n 1)" ] ||
            return 0
    done
    return 1
}

elsewhere() {
    missing=""
    if has ldconfig || [ -x /sbin/ldconfig ]; then
        library libpango-1.0 || missing="$missing pango"
        library libpangoft2-1.0 || missing="$missing pangoft2"
        library libharfbuzz-subset || missing="$missing harfbuzz-subset"
    fi
    noto_font || missing="$missing Noto-Sans-CJK-SC"
    has qpdf || missing="$missing qpdf"
    has pdftotext || missing="$missing poppler"
    [ "${1:-}" != tests ] || has chromium || missing="$missing chromium"
    [ -n "$missing" ] || exit 0
    say "launchkit: this is not Debian or Ubuntu; please install with your package manager:$missing"
    say "launchkit: going on without; \`launchkit doctor\` tells what works."
}

if has dpkg-query && has apt-get; then on_debian; else elsewhere "$@"; fi
