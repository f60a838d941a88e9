//! The oneofs that a file declares, by the names of their members. Options that set members of one oneof keep their
//! order, because the last one counts.

use std::collections::BTreeSet;

use protoward_syntax::ast::{FieldDecl, File, FileItem, Member, OneofDecl, OneofMember};

/// The names of the members of each oneof.
pub(crate) struct Oneofs<'t>(Vec<BTreeSet<&'t str>>);

impl<'t> Oneofs<'t> {
    pub(crate) fn of(text: &'t str, file: &File) -> Self {
        let mut all = Self(Vec::new());
        for item in &file.items {
            match item {
                FileItem::Message(message) => all.add_message(text, &message.body),
                FileItem::Extend(extend) => all.add_groups(text, &extend.fields),
                _ => {}
            }
        }
        all
    }

    /// Returns whether a oneof has two members with these names. The field of a group has the name of its message in lower case.
    pub(crate) fn have(&self, one: &str, other: &str) -> bool {
        let has = |members: &BTreeSet<&str>, name: &str| members.iter().any(|member| member.eq_ignore_ascii_case(name));
        self.0.iter().any(|members| has(members, one) && has(members, other))
    }

    /// Adds the oneofs of a message. The parser limits the recursion depth.
    fn add_message(&mut self, text: &'t str, body: &[Member]) {
        for member in body {
            match member {
                Member::Oneof(oneof) => self.add(text, oneof),
                Member::Message(message) => self.add_message(text, &message.body),
                Member::Field(field) => field.group_body().into_iter().for_each(|body| self.add_message(text, body)),
                Member::Extend(extend) => self.add_groups(text, &extend.fields),
                _ => {}
            }
        }
    }

    fn add_groups(&mut self, text: &'t str, fields: &[FieldDecl]) {
        fields.iter().filter_map(FieldDecl::group_body).for_each(|body| self.add_message(text, body));
    }

    fn add(&mut self, text: &'t str, oneof: &OneofDecl) {
        let fields = oneof.body.iter().filter_map(|member| match member {
            OneofMember::Field(field) => Some(field),
            OneofMember::Option(_) => None,
        });
        let mut names = BTreeSet::new();
        for field in fields {
            names.insert(field.name.of(text));
            field.group_body().into_iter().for_each(|body| self.add_message(text, body));
        }
        self.0.push(names);
    }
}
