//! The commands of `docs/bazel.md`, typed in an empty folder.

use std::fs;

use super::workspace::Workspace;

const PAGE: &str = include_str!("../../../docs/bazel.md");

/// Returns the files of a section, which have their names before them, and its commands.
fn section(title: &str) -> (Vec<(&'static str, &'static str)>, Vec<&'static str>) {
    let (_, section) = PAGE.split_once(title).unwrap();
    let (section, _) = section.split_once("\n| rule |").unwrap();
    let mut files = Vec::new();
    let mut commands = Vec::new();
    let mut before = "";
    for (at, part) in section.split("```").enumerate() {
        if at % 2 == 0 {
            before = part.trim_end();
            continue;
        }
        let (language, text) = part.split_once('\n').unwrap();
        let name = before.strip_suffix("`:").and_then(|before| before.rsplit_once('`'));
        match (language, name) {
            ("console", _) => commands.extend(text.lines().filter_map(|line| line.strip_prefix("$ "))),
            (_, Some((_, name))) => files.push((name, text)),
            (_, None) => {}
        }
    }
    (files, commands)
}

#[test]
fn the_commands_of_the_page_work_in_an_empty_folder() {
    let (files, commands) = section("\n## Rules\n");
    assert_eq!((files.len(), commands.len()), (3, 4), "{files:?} {commands:?}");
    let Some(workspace) = Workspace::new(&files) else { return };
    for command in commands {
        match *command.split(' ').collect::<Vec<_>>() {
            ["bazel", ref arguments @ ..] => drop(workspace.builds("a", arguments)),
            ["cp", "-f", from, to] => {
                fs::copy(workspace.root("a").join(from), workspace.root("a").join(to)).unwrap();
            }
            _ => panic!("{command}: this test does not know the command"),
        }
    }
}
