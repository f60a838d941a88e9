//! Locations of enums and their values.

use super::Walk;
use super::messages::{Container, Counter, ReservedCounters};
use super::numbers::{enumeration, value};
use protoward_syntax::{ast, options};

impl Walk<'_, '_, '_> {
    pub(super) fn enumeration(&mut self, decl: &ast::EnumDecl, container: &mut Container) {
        let entered = self.locations.enter(&container.enums.next());
        let span = self.without_visibility(decl.span, decl.visibility);
        self.locations.add_commented(span, decl.span, decl.around);
        self.locations.add_leaf(enumeration::NAME, decl.name);
        self.enum_body(&decl.body);
        self.locations.leave(entered);
    }

    fn enum_body(&mut self, body: &[ast::EnumMember]) {
        let options_gone = self.all_gone(&mut options::statements(body));
        let mut values = Counter::new(enumeration::VALUE);
        let mut reserved_counters = ReservedCounters {
            ranges: Counter::new(enumeration::RESERVED_RANGE),
            names: Counter::new(enumeration::RESERVED_NAME),
        };
        for member in body {
            match member {
                ast::EnumMember::Value(value) => self.enum_value(value, values.next()),
                ast::EnumMember::Reserved(reserved) => self.reserved(reserved, &mut reserved_counters),
                ast::EnumMember::Option(_) if options_gone => {}
                ast::EnumMember::Option(option) => self.option_statement(enumeration::OPTIONS, option),
            }
        }
    }

    fn enum_value(&mut self, decl: &ast::EnumValueDecl, steps: [i32; 2]) {
        let entered = self.locations.enter(&steps);
        self.locations.add_commented(decl.span, decl.span, decl.around);
        self.locations.add_leaf(value::NAME, decl.name);
        self.locations.add_leaf(value::NUMBER, decl.number);
        if let Some(options) = &decl.options {
            self.compact_options(value::OPTIONS, options);
        }
        self.locations.leave(entered);
    }
}
