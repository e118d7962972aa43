# SPDX-License-Identifier: GPL-2.0-only
# bash completion for mirrorctl(8), from the command's own table (mirrorctl -complete)

# The words that follow the two or more that are given: _mirrorctl_words LINE-PREFIX
_mirrorctl_words() {
	local line

	while IFS= read -r line; do
		[[ $line != "$1"* ]] || printf '%s ' "${line#"$1"}"
	done <<<"$_mirrorctl_table"
}

_mirrorctl_commands() {
	local kind object command

	while read -r kind object command _; do
		[[ $kind != command || $object != "$1" ]] || printf '%s ' "$command"
	done <<<"$_mirrorctl_table"
}

_mirrorctl_sessions() {
	local IFS=$'\n' line

	for line in $("$1" -j "${_mirrorctl_netns[@]}" session show 2>/dev/null | grep -oE '"name":"[^"]*"'); do
		line=${line#*:\"}
		printf '%s ' "${line%\"}"
	done
}

_mirrorctl_devices() {
	local dev

	for dev in /sys/class/net/*; do
		printf '%s ' "${dev##*/}"
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
	*$'\n'"device $previous"$'\n'*) _mirrorctl_devices; return ;;
	*$'\n'"file $previous"$'\n'*) echo FILE; return ;;
	*$'\n'"values $previous "*) _mirrorctl_words "values $previous "; return ;;
	*$'\n'"value $previous"$'\n'*) return ;;
	esac
	printf '%s' "$words"
}

_mirrorctl() {
	local current=${COMP_WORDS[COMP_CWORD]} program=${COMP_WORDS[0]} words=() i candidates
	local _mirrorctl_table _mirrorctl_netns=()

	_mirrorctl_table=$("$program" -complete 2>/dev/null)$'\n'
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${#words[@]}${COMP_WORDS[i]} in
		0-n | 0-netns) _mirrorctl_netns=(-n "${COMP_WORDS[i + 1]}"); ((i++)) ;;
		0-b | 0-batch) ((i++)) ;;
		0-*) ;;
		*) words+=("${COMP_WORDS[i]}") ;;
		esac
	done
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	-n | -netns) candidates=$(cd /run/netns 2>/dev/null && printf '%s ' *) ;;
	-b | -batch) candidates=FILE ;;
	*)
		case ${#words[@]} in
		0) candidates="$(_mirrorctl_words 'object ') help -j -p -s -d -n -b -force -V -h" ;;
		1) candidates="$(_mirrorctl_commands "${words[0]}") help" ;;
		*) candidates=$(_mirrorctl_command "$program" "${words[@]}") ;;
		esac
		;;
	esac
	if [[ $candidates = FILE ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
	else
		mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$current")
	fi
}

complete -F _mirrorctl mirrorctl
