//! Removal of declarations that nothing uses: their numbers and names are reserved.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, ChangeKind, Fix, Reserved};
use super::combine::{State, combined};
use super::mentions::Mentions;
use super::proof;
use protoward_edit::{DocumentChange, Node};
use protoward_refactor::Texts;
use protoward_schema::{Element, EnumValueId, FieldOwner, FieldType, Schema};
use protoward_source::{Edit, Sources};

/// The edits that remove declarations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Removals {
    /// The edits, in any files of the schema.
    pub edits: Vec<Edit>,
    /// The removed declarations. The ones inside of these are not listed.
    pub removed: Vec<Element>,
    /// The declarations that stay, with the reasons.
    pub kept: Vec<(Element, String)>,
    /// `true` if further declarations can be removed after these edits.
    pub is_partial: bool,
}

/// Returns the edits that remove some declarations and reserve the numbers and names of fields and enum values. A declaration
/// stays if anything that is not removed refers to it or may mention it in an option, or if the schema would not compile
/// without it.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_fix_plan::find_removals;
/// use protoward_source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let text = "syntax = \"proto3\";\nmessage User {\n  string name = 1;\n  int64 age = 4;\n}\n";
/// let compiler = Compiler::new().resolver(MemoryTree::new([("user.proto", text)]));
/// let schema = compiler.load(["user.proto"], &mut sources).link(&sources).schema();
/// let age = schema.declarations().find(|&it| schema.name(it) == "age").expect("it is declared");
/// let removals = find_removals(&schema, &[age], &sources);
/// assert_eq!(removals.removed, [age]);
/// assert!(removals.edits.iter().any(|edit| edit.text.contains("reserved \"age\";")));
/// ```
pub fn find_removals(schema: &Schema, elements: &[Element], sources: &Sources) -> Removals {
    let texts = Texts::new(sources, schema.files.iter().map(|(_, file)| file.source));
    let planner = RemovalPlanner { schema, texts: &texts };
    let mut kept = BTreeMap::new();
    let mut planned = planner.unused(elements, sources, &mut kept);
    let mut fixes = BTreeMap::new();
    for &element in &planned {
        match planner.fix(element) {
            Some(fix) => _ = fixes.insert(element, fix),
            None => _ = kept.insert(element, "its file has no text that can be edited".to_owned()),
        }
    }
    planned.retain(|element| fixes.contains_key(element));
    let mut trial = Trial { schema, sources, fixes, accepted: Vec::new(), deferred: false, kept };
    trial.accept(&in_order(&planned));
    let edits = combined(trial.accepted.iter().map(|element| &trial.fixes[element]), sources).edits;
    Removals { edits, removed: trial.accepted, kept: trial.kept.into_iter().collect(), is_partial: trial.deferred }
}

/// Returns elements in an order in which what refers to others comes first.
fn in_order(elements: &BTreeSet<Element>) -> Vec<Element> {
    let rank = |element: &Element| match element {
        Element::Field(_) | Element::Method(_) | Element::EnumValue(_) | Element::Oneof(_) => 0,
        Element::Service(_) => 1,
        Element::Message(_) | Element::File(_) => 2,
        Element::Enum(_) => 3,
    };
    let mut ordered: Vec<Element> = elements.iter().copied().collect();
    ordered.sort_by_key(|element| (rank(element), *element));
    ordered
}

struct RemovalPlanner<'t> {
    schema: &'t Schema,
    texts: &'t Texts<'t>,
}

impl<'t> RemovalPlanner<'t> {
    /// Returns the elements that nothing else refers to, without those inside of others.
    fn unused(
        &self,
        elements: &[Element],
        sources: &Sources,
        kept: &mut BTreeMap<Element, String>,
    ) -> BTreeSet<Element> {
        let mut planned: BTreeSet<Element> = elements.iter().copied().collect();
        loop {
            let mut found = self.references(&planned);
            found.extend(self.emptied(&planned));
            found.extend(self.aliased(&planned));
            found.extend(self.mentioned(&planned, sources));
            if found.is_empty() {
                break;
            }
            planned.retain(|element| !found.contains_key(element));
            kept.extend(found);
        }
        let is_inside = |element: &Element| self.around(*element).skip(1).any(|outer| planned.contains(&outer));
        planned.iter().copied().filter(|element| !is_inside(element)).collect()
    }

    /// Returns an element and the ones around it. What belongs to the entry of a map is inside of the map field.
    fn around(&self, element: Element) -> impl Iterator<Item = Element> + use<'t> {
        let schema = self.schema;
        let outer = move |&element: &Element| match schema.map_field(element) {
            Some(field) if Element::from(field) != element => Some(field.into()),
            _ => schema.enclosing(element),
        };
        std::iter::successors(Some(element), outer)
    }

    /// Returns the planned elements that have a type to which other elements refer, with the reason.
    fn references(&self, planned: &BTreeSet<Element>) -> BTreeMap<Element, String> {
        let mut found = BTreeMap::new();
        let mut refer = |from: Element, to: Element| {
            let Some(removed) = self.around(to).find(|it| planned.contains(it)) else { return };
            if self.around(from).any(|it| planned.contains(&it)) {
                return;
            }
            let user = self.schema.full_name(self.schema.map_field(from).map_or(from, Element::from));
            let what = if removed == to { "it".to_owned() } else { format!("`{}` in it", self.schema.full_name(to)) };
            found.entry(removed).or_insert_with(|| format!("`{user}` uses {what}"));
        };
        for (id, field) in self.schema.fields.iter() {
            match field.ty {
                FieldType::Message(of) | FieldType::Group(of) => refer(id.into(), of.into()),
                FieldType::Enum(of) => refer(id.into(), of.into()),
                FieldType::Scalar(_) => {}
            }
            if let FieldOwner::Extension { extendee, .. } = field.owner {
                refer(id.into(), extendee.into());
            }
        }
        for (id, method) in self.schema.methods.iter() {
            refer(id.into(), method.input.into());
            refer(id.into(), method.output.into());
        }
        found
    }

    /// Returns the planned fields of oneofs that would have no field.
    fn emptied(&self, planned: &BTreeSet<Element>) -> BTreeMap<Element, String> {
        let is_planned = |element: Element| self.around(element).any(|it| planned.contains(&it));
        let oneofs = self.schema.oneofs.iter().filter(|(id, oneof)| {
            let all_go = oneof.fields.iter().all(|&field| planned.contains(&field.into()));
            !oneof.synthetic && all_go && !is_planned((*id).into())
        });
        let reason = |name: &str| format!("the oneof `{name}` would be empty, and its deletion is a change of its own");
        let of_oneof = oneofs.flat_map(|(_, oneof)| {
            let reason = reason(self.schema.text(oneof.name));
            oneof.fields.iter().map(move |&field| (Element::from(field), reason.clone())).collect::<Vec<_>>()
        });
        of_oneof.collect()
    }

    /// Returns the planned values whose numbers others keep.
    fn aliased(&self, planned: &BTreeSet<Element>) -> BTreeMap<Element, String> {
        let alias = |&element: &Element| {
            let Element::EnumValue(id) = element else { return None };
            let value = &self.schema[id];
            if planned.contains(&value.parent.into()) {
                return None;
            }
            let stays = |&&other: &&EnumValueId| !planned.contains(&other.into());
            let mut others = self.schema[value.parent].values.iter().filter(stays);
            let other = others.find(|&&other| self.schema[other].number == value.number)?;
            let name = self.schema.text(self.schema[*other].name);
            Some((element, format!("`{name}` has its number, so that its deletion is a change of the name")))
        };
        planned.iter().filter_map(alias).collect()
    }

    /// Returns the planned elements whose names are in options that no compiler resolves, such as the path of an http rule.
    fn mentioned(&self, planned: &BTreeSet<Element>, sources: &Sources) -> BTreeMap<Element, String> {
        let starts: BTreeSet<_> = planned.iter().filter_map(|&element| self.node(element)).map(|it| at(&it)).collect();
        let mut mentions = Mentions::default();
        for (_, file) in self.schema.files.iter().filter(|(_, file)| !sources.get(file.source).is_built_in) {
            if let Some(document) = self.texts.get(file.source) {
                mentions.add_unless(&document.root(), &|node| starts.contains(&at(node)));
            }
        }
        let reason = |&element: &Element| {
            let name = self.schema.name(element);
            let is_mentioned = match element {
                Element::Field(_) | Element::EnumValue(_) => mentions.has_name(name) || mentions.has_word(name),
                Element::Message(_) | Element::Enum(_) | Element::Service(_) | Element::Method(_) => {
                    mentions.has_word(name)
                }
                Element::File(_) | Element::Oneof(_) => false,
            };
            is_mentioned.then(|| (element, format!("an option has the name `{name}`, and may mean it")))
        };
        planned.iter().filter_map(reason).collect()
    }

    fn node(&self, element: Element) -> Option<Node<'t>> {
        self.texts.declared(self.schema, element)
    }

    /// Returns the changes that remove a declaration.
    fn fix(&self, element: Element) -> Option<Fix> {
        let schema = self.schema;
        let node = self.node(element)?;
        let removal = node.doc.removal_with_comments(node.decl);
        let change = |what| Change { source: node.doc.id, what };
        let mut changes = vec![change(ChangeKind::Edit(DocumentChange::Text(removal)))];
        let parent: Option<(Element, i32)> = match element {
            Element::Field(id) if !schema[id].is_extension() => {
                Some((schema[id].containing().into(), schema[id].number.0))
            }
            Element::EnumValue(id) => Some((schema[id].parent.into(), schema[id].number)),
            _ => None,
        };
        if let Some((parent, number)) = parent {
            let parent = self.node(parent)?.start();
            let reserved = [Reserved::Name(schema.name(element).to_owned()), Reserved::number(number)];
            changes.extend(reserved.map(|what| change(ChangeKind::Reserve { parent, what, from: None })));
        }
        Some(Fix { changes })
    }
}

/// Returns the source and the offset of a declaration.
fn at(node: &Node<'_>) -> (protoward_source::SourceId, usize) {
    (node.doc.id, node.start())
}

/// Removals that are tried together. If the schema does not compile, halves of them are.
struct Trial<'t> {
    schema: &'t Schema,
    sources: &'t Sources,
    fixes: BTreeMap<Element, Fix>,
    accepted: Vec<Element>,
    /// `true` if a removal has to wait until others are made.
    deferred: bool,
    kept: BTreeMap<Element, String>,
}

impl Trial<'_> {
    /// Accepts those of some removals with which the schema compiles. The depth is the logarithm of their number.
    fn accept(&mut self, elements: &[Element]) {
        if elements.is_empty() {
            return;
        }
        let all: Vec<Element> = self.accepted.iter().chain(elements).copied().collect();
        let combination = combined(all.iter().map(|element| &self.fixes[element]), self.sources);
        match proof::first_error(self.schema, &combination.edits, self.sources) {
            None => {
                self.deferred |= combination.states.contains(&State::Deferred);
                let states = all.into_iter().zip(combination.states);
                self.accepted = states.filter(|(_, state)| *state == State::Fixed).map(|(it, _)| it).collect();
            }
            Some(error) => match elements {
                [only] => _ = self.kept.insert(*only, format!("the schema would not compile: {error}")),
                _ => {
                    let (first, second) = elements.split_at(elements.len() / 2);
                    self.accept(first);
                    self.accept(second);
                }
            },
        }
    }
}
