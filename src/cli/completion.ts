import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A place on the command line: the words so far, such as `users roles`, and what may come next. */
interface Place {
  readonly path: string;
  readonly commands: readonly Command[];
  readonly options: Command['options'];
}

/** A script that completes commands, options and their choices, made of the commands themselves. */
export function completionScript(program: Command, shell: Shell): string {
  const places = placesOf(program, '');
  if (shell === 'fish') return fish(places);
  // zsh completes as bash does, once it is told to.
  return shell === 'bash' ? bash(places) : `autoload -U +X bashcompinit && bashcompinit\n${bash(places)}`;
}

function placesOf(command: Command, path: string): readonly Place[] {
  const { commands, options } = command;
  return [{ path, commands, options }, ...commands.flatMap((each) => placesOf(each, `${path} ${each.name()}`.trim()))];
}

function bash(places: readonly Place[]): string {
  const paths = places.flatMap(({ path }) => (path === '' ? [] : [`"${path}"`]));
  const cases = places.map(({ path, commands, options }) => {
    const words = [...commands.map((each) => each.name()), ...options.flatMap(({ long }) => long ?? []), '--help'];
    return `    "${path}") words="${words.join(' ')}" ;;`;
  });
  const choices = places.flatMap(({ path, options }) =>
    options.flatMap(({ long, argChoices }) =>
      argChoices ? [`    "${path} ${long}") words="${argChoices.join(' ')}" ;;`] : [],
    ),
  );
  return `_gatehouse() {
  local path="" words="" word previous="\${COMP_WORDS[COMP_CWORD-1]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${paths.join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  case "$path $previous" in
${choices.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _gatehouse gatehouse
`;
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, commands, options }) => {
    const here = `complete -c gatehouse -n '__gatehouse_at "${path}"'`;
    return [
      ...commands.map((each) => `${here} -f -a ${each.name()} -d ${quoted(each.description())}`),
      ...options.map(({ long, required, argChoices, description }) => {
        const choices = argChoices ? ` -f -a ${quoted(argChoices.join(' '))}` : '';
        return `${here} -l ${long?.slice(2)}${required ? ' -r' : ''}${choices} -d ${quoted(description)}`;
      }),
    ];
  });
  const known = places.map(({ path }) => quoted(path)).join(' ');
  return `function __gatehouse_at
  set -l path ""
  for word in (commandline -opc)[2..]
    set -l next (string trim "$path $word")
    contains -- "$next" ${known}; and set path "$next"
  end
  test "$path" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
