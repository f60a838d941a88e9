//! Groups of files that a plugin gets together.

use protoward_kit::corpus::Tree;

/// Files that are compiled in one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::oracle) struct Group {
    pub(in crate::oracle) name: String,
    pub(in crate::oracle) files: Vec<String>,
}

/// Returns one group for each folder.
pub(in crate::oracle) fn folders(tree: &Tree) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut files: Vec<(&str, &String)> = tree.files.iter().map(|file| (folder(file), file)).collect();
    files.sort();
    for (name, file) in files {
        match groups.last_mut() {
            Some(last) if last.name == name => last.files.push(file.clone()),
            _ => groups.push(Group { name: name.to_owned(), files: vec![file.clone()] }),
        }
    }
    groups
}

/// Joins folders into groups of at most `size` files. A folder with more files stays a group of its own.
pub(in crate::oracle) fn of_size(tree: &Tree, size: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for folder in folders(tree) {
        match groups.last_mut() {
            Some(last) if last.files.len() + folder.files.len() <= size => last.files.extend(folder.files),
            _ => groups.push(folder),
        }
    }
    groups
}

fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

impl Group {
    /// Splits the group into two halves. Returns `None` for a single file.
    pub(in crate::oracle) fn halves(&self) -> Option<[Group; 2]> {
        let (left, right) = self.files.split_at(self.files.len() / 2);
        let half = |files: &[String]| Group { name: self.name.clone(), files: files.to_vec() };
        (self.files.len() > 1).then(|| [half(left), half(right)])
    }

    pub(in crate::oracle) fn title(&self) -> String {
        match &self.files[..] {
            [file] => file.clone(),
            files => format!("{} ({} files)", self.name, files.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> Tree {
        let files = files.iter().map(ToString::to_string).collect();
        Tree { corpus: "a", prefix: String::new(), dir: "".into(), includes: Vec::new(), files }
    }

    #[test]
    fn folders_are_groups() {
        let tree = tree(&["a/b/x", "a/y", "a/b/z", "w"]);
        let names: Vec<_> = folders(&tree).into_iter().map(|group| (group.name, group.files.len())).collect();
        assert_eq!(names, [(String::new(), 1), ("a".to_owned(), 1), ("a/b".to_owned(), 2)]);
        assert_eq!(of_size(&tree, 2).iter().map(|group| group.files.len()).collect::<Vec<_>>(), [2, 2]);
    }
}
