# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
# bash completion for cem(1)

_cem() {
  local cur prev words cword command first i
  local commands='ingest check map quarantine find show list log explain link unlink keep-apart let-together erase configure advance replay verify stats chart eval help'
  local decide='--actor --reason --durable --history'

  COMPREPLY=()
  cur=${COMP_WORDS[COMP_CWORD]}
  prev=${COMP_WORDS[COMP_CWORD - 1]}
  command=${COMP_WORDS[1]-}

  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "$commands --help --version" -- "$cur"))
    return
  fi

  first=2
  case $command in
    help)
      [ "$COMP_CWORD" -ne 2 ] || COMPREPLY=($(compgen -W "$commands" -- "$cur"))
      return
      ;;
    show)
      first=3
      if [ "$COMP_CWORD" -eq 2 ]; then
        COMPREPLY=($(compgen -W 'customer device order work-order site contract household
          lead appointment task staff coupon response campaign survey invitation post call thing' -- "$cur"))
        return
      fi
      ;;
    list)
      first=3
      if [ "$COMP_CWORD" -eq 2 ]; then
        COMPREPLY=($(compgen -W 'customers devices orders work-orders sites contracts households
          leads appointments tasks staff coupons responses campaigns surveys invitations posts calls' -- "$cur"))
        return
      fi
      ;;
    configure)
      first=3
      if [ "$COMP_CWORD" -eq 2 ]; then
        COMPREPLY=($(compgen -W 'identity' -- "$cur"))
        return
      fi
      ;;
  esac

  case $prev in
    --into | --with | -w | --mapping | -m)
      COMPREPLY=($(compgen -f -- "$cur"))
      return
      ;;
    --language)
      COMPREPLY=($(compgen -W 'en zh' -- "$cur"))
      return
      ;;
    --format | -f)
      local formats='auto cloudevents segment'
      [ "$command" != chart ] || formats='dot mermaid svg'
      COMPREPLY=($(compgen -W "$formats" -- "$cur"))
      return
      ;;
    --type | -t | --limit | --rows | -n | --rows-per-commit | --origin | --segment-source | --actor | --reason | --sample | --resume | --now | --where | --sort | -s)
      return
      ;;
  esac

  if [[ $cur == -* ]]; then
    local options='--json --help'
    case $command in
      ingest) options+=' --live --history --durable --rows-per-commit --origin --format --segment-source --mapping --dry-run --rows' ;;
      quarantine) options+=' --retry --history --mapping --limit' ;;
      map) options+=' --stored' ;;
      show) options+=' --limit' ;;
      list) options+=' --where --sort --limit' ;;
      log) options+=' --type --limit' ;;
      explain) options+=' --language' ;;
      link | unlink | keep-apart | let-together | erase | configure | advance) options+=" $decide" ;;
      replay) options+=' --into' ;;
      chart) options+=' --format --check' ;;
      eval) options+=' --with --now --explain --strict --language' ;;
      verify) options+=' --sample --resume' ;;
    esac
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
    return
  fi

  # The store comes first; ingest, check and configure take another file after it.
  i=$first
  if [ "$COMP_CWORD" -eq "$i" ] || [ "$command" = ingest ] || [ "$command" = check ] || [ "$command" = map ] || [ "$command" = configure ]; then
    COMPREPLY=($(compgen -f -- "$cur"))
  fi
}

complete -o filenames -F _cem cem
