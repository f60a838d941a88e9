//! The import table of `docs/architecture.md` is what the code does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

type Table = BTreeMap<String, BTreeSet<String>>;

/// Rows of the table `| room | may import |`; the room and what it may import stand in backticks.
fn documented() -> Table {
    let page = fs::read_to_string("docs/architecture.md").unwrap();
    let rows = page.lines().skip_while(|line| !line.starts_with("| room | imports |")).skip(2);
    rows.take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
            (ticked(cells[0]).remove(0), ticked(cells[1]).into_iter().collect())
        })
        .collect()
}

fn ticked(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Which rooms each room names in its code, tests included, comments left out.
fn actual() -> Table {
    let mut table = Table::new();
    for entry in WalkDir::new("src").sort_by_file_name() {
        let entry = entry.unwrap();
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let Some(room) = room(path) else { continue };
        let code = without_comments(&fs::read_to_string(path).unwrap());
        let imports = table.entry(room.clone()).or_default();
        imports.extend(named(&code).into_iter().filter(|named| *named != room));
    }
    table
}

fn room(path: &Path) -> Option<String> {
    let inside = path.strip_prefix("src").unwrap();
    (inside.components().count() > 1).then(|| inside.iter().next().unwrap().to_str().unwrap().to_owned())
}

fn without_comments(code: &str) -> String {
    code.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// `crate::room::…` and `crate::{room::…, …}`.
fn named(code: &str) -> BTreeSet<String> {
    let rooms = rooms();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let list = list.split("};").next().unwrap();
            found.extend(rooms.iter().filter(|room| list.contains(&format!("{room}::"))).cloned());
        } else {
            found.insert(rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap().into());
        }
    }
    found.retain(|name| rooms.contains(name));
    found
}

fn rooms() -> BTreeSet<String> {
    let folders = fs::read_dir("src").unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

#[test]
fn the_import_table_is_true() {
    let documented = documented();
    let actual = actual();
    let documented_rooms: BTreeSet<_> = documented.keys().cloned().collect();
    assert_eq!(documented_rooms, rooms(), "the table has a row for each room, and no other");
    for (room, imports) in &actual {
        assert_eq!(imports, &documented[room], "`{room}` imports (left) what the table says (right)");
    }
}

#[test]
fn imports_point_down_the_page_only() {
    let page = fs::read_to_string("docs/architecture.md").unwrap();
    let order: Vec<String> = page
        .lines()
        .skip_while(|line| !line.starts_with("| room | imports |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| ticked(line).remove(0))
        .collect();
    let position = |room: &String| order.iter().position(|known| known == room).unwrap();
    for (room, imports) in documented() {
        for import in imports {
            assert!(position(&import) < position(&room), "`{room}` imports `{import}`, which stands below it");
        }
    }
}

#[test]
fn files_stay_readable() {
    const MOST_LINES: usize = 600;
    for entry in WalkDir::new("src").into_iter().map(Result::unwrap) {
        if entry.path().extension().is_some_and(|ending| ending == "rs") {
            let lines = fs::read_to_string(entry.path()).unwrap().lines().count();
            assert!(lines <= MOST_LINES, "{} has {lines} lines; one idea per file", entry.path().display());
        }
    }
}
