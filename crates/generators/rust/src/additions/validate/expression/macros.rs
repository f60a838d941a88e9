//! Macros over lists and maps.

use protoward_cel::{Comprehension, Expr, Fact, Macro};

use super::code::Code;
use super::compiler::{Compiled, Compiler, placed};
use super::form::Form;

impl Compiler<'_> {
    pub(super) fn comprehension(&mut self, node: &Expr, it: &Comprehension<Fact>) -> Compiled {
        let place = |what| placed(node, what);
        let over = self.compile(&it.over)?;
        let elements = self.elements(over).map_err(place)?;
        let over = &elements.of;
        let name = self.name();
        let variable = elements.read(&name).map_err(place)?;
        let (filter, body) = self.with(&it.variable, variable, |compiler| {
            let filter = it.filter.as_ref().map(|filter| compiler.condition(filter)).transpose()?;
            let body = match it.which {
                Macro::Map => {
                    let body = compiler.compile(&it.body)?;
                    compiler.detached(body).map_err(|what| placed(&it.body, what))?
                }
                _ => compiler.condition(&it.body)?,
            };
            Ok((filter, body))
        })?;
        let iterator = &elements.iterator;
        let ok = |text: &str| format!("|{name}| ::core::result::Result::Ok({text})");
        let some = |condition: &str, value: &str| {
            format!(
                "if {condition} {{ ::core::option::Option::Some({value}) }} else {{ ::core::option::Option::None }}"
            )
        };
        let fails = body.fails || filter.as_ref().is_some_and(|filter| filter.fails);
        let text = &body.text;
        let (text, form) = match (it.which, fails) {
            (Macro::All, false) => (format!("{iterator}.all(|{name}| {text})"), Form::Bool),
            (Macro::Exists, false) => (format!("{iterator}.any(|{name}| {text})"), Form::Bool),
            (Macro::ExistsOne, false) => {
                let met = format!("{iterator}.map(|{name}| {text}).filter(|is_met| *is_met)");
                (format!("({met}.take(2).count() == 1)"), Form::Bool)
            }
            (Macro::All, true) => (format!("__cel::all({iterator}, {})?", ok(text)), Form::Bool),
            (Macro::Exists, true) => (format!("__cel::exists({iterator}, {})?", ok(text)), Form::Bool),
            (Macro::ExistsOne, true) => (format!("__cel::exists_one({iterator}, {})?", ok(text)), Form::Bool),
            (Macro::Filter, _) => {
                let item = elements.take(&name).map_err(place)?;
                made(iterator, &name, fails, &some(text, &item.text), item.form)
            }
            (Macro::Map, _) => match &filter {
                Some(filter) => made(iterator, &name, fails, &some(&filter.text, text), body.form.clone()),
                None if fails => {
                    let value = format!("::core::option::Option::Some({text})");
                    made(iterator, &name, fails, &value, body.form.clone())
                }
                None => (format!("{iterator}.map(|{name}| {text})"), Form::Iterator(Box::new(body.form.clone()))),
            },
        };
        let parts = [Some(over), Some(&body), filter.as_ref()].into_iter().flatten().collect::<Vec<_>>();
        let is_local = over.is_local && !matches!(form, Form::Bool);
        Ok(Code { is_local, ..Code::of(&parts, text, form) })
    }

    fn condition(&mut self, node: &Expr) -> Compiled {
        let code = self.compile(node)?;
        self.boolean(code).map_err(|what| placed(node, what))
    }
}

/// Returns an iterator of the values that are there, or a list of them if that can fail.
fn made(iterator: &str, name: &str, fails: bool, optional: &str, form: Form) -> (String, Form) {
    if fails {
        let text = format!("__cel::filter_map({iterator}, |{name}| ::core::result::Result::Ok({optional}))?");
        return (text, Form::list(form));
    }
    (format!("{iterator}.filter_map(|{name}| {optional})"), Form::Iterator(Box::new(form)))
}
