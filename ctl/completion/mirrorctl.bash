# SPDX-License-Identifier: GPL-2.0-only
# bash completion for mirrorctl(8), from the command's own table (mirrorctl -complete)

# What may be completed is collected in `candidates`, a name a place: a device or a namespace may have any name, and
# nothing here may take it for more than that.

# The words that follow the two or more that are given.
_mirrorctl_words() {
	local line

	while IFS= read -r line; do
		[[ $line != "$1"* ]] || printf '%s ' "${line#"$1"}"
	done <<<"$_mirrorctl_table"
}

# _mirrorctl_offer WORDS - words of the table, which are letters
_mirrorctl_offer() {
	local words

	read -ra words <<<"$1"
	candidates+=("${words[@]}")
}

_mirrorctl_commands() {
	local kind object command

	while read -r kind object command _; do
		[[ $kind != command || $object != "$1" ]] || candidates+=("$command")
	done <<<"$_mirrorctl_table"
}

_mirrorctl_sessions() {
	local line

	while IFS= read -r line; do
		line=${line#*:\"}
		candidates+=("${line%\"}")
	done < <("$1" -j "${_mirrorctl_netns[@]}" session show 2>/dev/null | grep -oE '"name":"[^"]*"')
}

# _mirrorctl_names DIRECTORY - the names of what is there
_mirrorctl_names() {
	local path

	for path in "$1"/*; do
		[[ ! -e $path && ! -L $path ]] || candidates+=("${path##*/}")
	done
}

# What may stand behind an object's command: its session or new name, then its words and their values.
_mirrorctl_command() {
	local program=$1 takes words
	shift
	local object=$1 command=$2 count=$# previous=${*: -1}

	words=$(_mirrorctl_words "command $object $command ")
	[[ -n $words ]] || return
	takes=${words%% *} words=${words#* }
	if [[ $count = 2 ]]; then
		[[ $takes != session ]] || _mirrorctl_sessions "$program"
		return
	fi
	case $'\n'$_mirrorctl_table in
	*$'\n'"device $previous"$'\n'*) _mirrorctl_names /sys/class/net ;;
	*$'\n'"file $previous"$'\n'*) files=1 ;;
	*$'\n'"values $previous "*) _mirrorctl_offer "$(_mirrorctl_words "values $previous ")" ;;
	*$'\n'"value $previous"$'\n'*) ;;
	*) _mirrorctl_offer "$words" ;;
	esac
}

_mirrorctl() {
	local current=${COMP_WORDS[COMP_CWORD]} program=${COMP_WORDS[0]} words=() candidates=() files='' i
	local _mirrorctl_table _mirrorctl_netns=()

	_mirrorctl_table=$("$program" -complete 2>/dev/null)$'\n'
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${#words[@]}${COMP_WORDS[i]} in
		0-n | 0-netns | 0--netns) _mirrorctl_netns=(-n "${COMP_WORDS[i + 1]}"); ((i++)) ;;
		0-b | 0-batch | 0--batch) ((i++)) ;;
		0-*) ;;
		*) words+=("${COMP_WORDS[i]}") ;;
		esac
	done
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	-n | -netns | --netns) _mirrorctl_names /run/netns ;;
	-b | -batch | --batch) files=1 ;;
	*)
		case ${#words[@]} in
		0) _mirrorctl_offer "$(_mirrorctl_words 'object ') help -j -p -s -d -n -b -force -V -h" ;;
		1) _mirrorctl_commands "${words[0]}"; candidates+=(help) ;;
		*) _mirrorctl_command "$program" "${words[@]}" ;;
		esac
		;;
	esac
	if [[ $files ]]; then
		compopt -o filenames 2>/dev/null # bash quotes them
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		return
	fi
	for i in "${candidates[@]}"; do
		printf -v i %q "$i"
		[[ $i != "$current"* ]] || COMPREPLY+=("$i")
	done
}

complete -F _mirrorctl mirrorctl
