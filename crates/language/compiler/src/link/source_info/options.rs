//! Locations of options, other than those that retention strips.

use super::numbers::field;
use super::{OptionPlace, Walk};
use protoward_syntax::ast;

const DEFAULT: &str = "default";
const JSON_NAME: &str = "json_name";

impl Walk<'_, '_, '_> {
    /// Returns `true` if there are options and all of them were stripped. protoc then drops the locations of the options message
    /// too.
    pub(super) fn all_gone(&self, options: &mut dyn Iterator<Item = &ast::OptionDecl>) -> bool {
        let mut is_any = false;
        for option in options {
            if (self.option_places)(option) != OptionPlace::Gone {
                return false;
            }
            is_any = true;
        }
        is_any
    }

    /// Visits `option a = b;`. `number` is the field of the options message. Each statement has a location for the
    /// options message and one, with the comments, for the option.
    pub(super) fn option_statement(&mut self, number: i32, option: &ast::OptionDecl) {
        let entered = self.locations.enter(&[number]);
        self.locations.add(option.span);
        if let OptionPlace::At(path) = (self.option_places)(option) {
            self.declaration(path, option.span, option.around);
            self.braces(path, option);
        }
        self.locations.leave(entered);
    }

    /// Visits `[a = b]` of a declaration other than a field.
    pub(super) fn compact_options(&mut self, number: i32, options: &ast::CompactOptions) {
        if self.all_gone(&mut options.items.iter()) {
            return;
        }
        let entered = self.locations.enter(&[number]);
        self.locations.add(options.span);
        for option in &options.items {
            self.compact_option(option);
        }
        self.locations.leave(entered);
    }

    fn compact_option(&mut self, option: &ast::OptionDecl) {
        if let OptionPlace::At(path) = (self.option_places)(option) {
            let entered = self.locations.enter(path);
            self.locations.add(option.span);
            self.locations.leave(entered);
            self.braces(path, option);
        }
    }

    /// Visits `[a = b]` of a field. `default` and `json_name` have locations of the field itself.
    pub(super) fn field_options(&mut self, options: &ast::CompactOptions) {
        let is_option = |option: &&ast::OptionDecl| !matches!(option.name_span.of(self.text), DEFAULT | JSON_NAME);
        let all_gone = self.all_gone(&mut options.items.iter().filter(is_option));
        if !all_gone {
            self.locations.add_leaf(field::OPTIONS, options.span);
        }
        for option in &options.items {
            match option.name_span.of(self.text) {
                DEFAULT => {
                    self.locations.add_leaf(field::DEFAULT_VALUE, option.value.span);
                    self.locations.add_additional(&[field::DEFAULT_VALUE], option.span);
                }
                JSON_NAME => {
                    self.locations.add_leaf(field::JSON_NAME, option.span);
                    self.locations.add_leaf(field::JSON_NAME, option.value.span);
                }
                _ if all_gone => {}
                _ => {
                    let entered = self.locations.enter(&[field::OPTIONS]);
                    self.compact_option(option);
                    self.locations.leave(entered);
                }
            }
        }
    }
}
