//! The picture of all packages with their imports, in groups if there are many.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::{Graph, GraphBox, graph};
use crate::graph_layout::{Edge, without_detours};
use crate::outline::{Package, title};
use crate::page::Page;
use protoward_source::count;

/// The maximum number of boxes.
const MAX_SHOWN: usize = 24;

/// Packages whose names start alike.
#[derive(Clone, Debug)]
struct Group<'a> {
    /// The parts of names that all have in common; the whole name of a single package.
    prefix: &'a str,
    /// The indices of the packages.
    packages: Vec<usize>,
    /// `true` if other groups have packages with this prefix, too.
    is_rest: bool,
}

impl<'a> Group<'a> {
    const fn new(prefix: &'a str, packages: Vec<usize>) -> Self {
        Self { prefix, packages, is_rest: false }
    }
}

/// Renders the picture of all packages, and the same as a list; `None` if no documented package imports another one.
pub(in crate::page) fn overview(page: &Page<'_>) -> Option<Markup> {
    let all = &page.site.packages;
    let groups = groups(all);
    let group_of: BTreeMap<&str, usize> = groups
        .iter()
        .enumerate()
        .flat_map(|(at, group)| group.packages.iter().map(move |&package| (all[package].name, at)))
        .collect();
    let imports = |package: &Package<'_>| page.site.imports.of(package.name);
    let edges: BTreeSet<Edge> = all
        .iter()
        .flat_map(|package| imports(package).into_iter().map(move |imported| (package.name, imported)))
        .filter_map(|(from, to)| Some((*group_of.get(from)?, *group_of.get(to)?)))
        .filter(|(from, to)| from != to)
        .collect();
    if edges.is_empty() {
        return None;
    }
    let shown: Vec<usize> =
        edges.iter().flat_map(|&(from, to)| [from, to]).collect::<BTreeSet<_>>().into_iter().collect();
    let place = |group: usize| shown.binary_search(&group).expect("the ends of all arrows are shown");
    let link = |group: &Group<'_>| page.links().package_href(&page.path, all[group.packages[0]].name);
    let href =
        |group: &Group<'_>| if group.packages.len() == 1 { link(group) } else { Some(format!("#{}", anchor(group))) };
    let boxes: Vec<GraphBox> = shown.iter().map(|&at| GraphBox::other(label(&groups[at]), href(&groups[at]))).collect();
    let arrows = without_detours(&edges).into_iter().map(|(from, to)| (place(from), place(to))).collect();
    let of_groups = if groups.len() == all.len() { "" } else { ", in groups whose names start alike" };
    let description = format!(
        "The imports of {}{of_groups}. Imports that others lead to as well have no arrow.",
        count(all.len(), "package")
    );
    Some(html! {
        (graph("overview", &Graph { title: "Imports between packages".to_owned(), description: description.clone(), boxes, arrows }))
        p class="fact" { (description) }
        details {
            summary { "As a list" }
            ul class="uses" {
                @for &from in &shown {
                    @let ends: Vec<usize> = edges.range((from, 0)..=(from, usize::MAX)).map(|&(_, to)| to).collect();
                    @if !ends.is_empty() {
                        li {
                            code { a href=[href(&groups[from])] { (label(&groups[from])) } } " imports "
                            @for (at, &to) in ends.iter().enumerate() {
                                @if at > 0 { ", " }
                                code { a href=[href(&groups[to])] { (label(&groups[to])) } }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// Returns the anchors in the list of packages: of each group with several packages, at its first one.
pub(in crate::page) fn anchors(packages: &[Package<'_>]) -> BTreeMap<usize, String> {
    let groups = groups(packages);
    groups.iter().filter(|group| group.packages.len() > 1).map(|group| (group.packages[0], anchor(group))).collect()
}

fn anchor(group: &Group<'_>) -> String {
    format!("-group-{}", group.packages[0])
}

fn label(group: &Group<'_>) -> String {
    match &group.packages[..] {
        [_] => title(group.prefix).to_owned(),
        several if group.prefix.is_empty() => format!("others ({})", several.len()),
        several if group.is_rest => format!("other {}.* ({})", group.prefix, several.len()),
        several => format!("{}.* ({})", group.prefix, several.len()),
    }
}

/// Divides packages into as many groups as a picture can show, the largest ones first.
fn groups<'a>(packages: &[Package<'a>]) -> Vec<Group<'a>> {
    if packages.len() <= MAX_SHOWN {
        let alone = |(at, package): (usize, &Package<'a>)| Group::new(package.name, vec![at]);
        return packages.iter().enumerate().map(alone).collect();
    }
    let mut groups = vec![Group::new("", (0..packages.len()).collect())];
    loop {
        let mut by_size: Vec<usize> = (0..groups.len()).filter(|&at| groups[at].packages.len() > 1).collect();
        by_size.sort_by_key(|&at| std::cmp::Reverse(groups[at].packages.len()));
        let free = MAX_SHOWN + 1 - groups.len();
        let parts = by_size.into_iter().map(|at| (at, divided(packages, &groups[at])));
        let finer: Vec<_> =
            parts.filter(|(at, parts)| parts.len() > 1 || parts[0].prefix != groups[*at].prefix).collect();
        if let Some((at, parts)) = finer.iter().find(|(_, parts)| parts.len() <= free) {
            groups.splice(at..=at, parts.iter().cloned());
            continue;
        }
        // The largest group has too many parts: its own largest ones are shown.
        if let Some((at, parts)) = finer.into_iter().next().filter(|_| free > 2) {
            let largest = largest(parts, free, groups[at].prefix);
            groups.splice(at..=at, largest);
        }
        return groups;
    }
}

/// Joins the smallest groups, so that there are not more than `max`.
fn largest<'a>(mut groups: Vec<Group<'a>>, max: usize, prefix: &'a str) -> Vec<Group<'a>> {
    groups.sort_by_key(|group| std::cmp::Reverse(group.packages.len()));
    let mut rest: Vec<usize> = groups.drain(max - 1..).flat_map(|group| group.packages).collect();
    rest.sort_unstable();
    groups.push(Group { is_rest: true, ..Group::new(prefix, rest) });
    groups
}

/// Divides a group by the next part of the names.
fn divided<'a>(packages: &[Package<'a>], group: &Group<'a>) -> Vec<Group<'a>> {
    let mut parts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &at in &group.packages {
        let name = packages[at].name;
        let start = if group.prefix.is_empty() { 0 } else { group.prefix.len() + 1 };
        let end = name.get(start..).and_then(|rest| rest.find('.')).map_or(name.len(), |end| start + end);
        parts.entry(&name[..end]).or_default().push(at);
    }
    parts.into_iter().map(|(prefix, packages)| Group::new(prefix, packages)).collect()
}
