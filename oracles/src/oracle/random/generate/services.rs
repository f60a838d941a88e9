use super::names::{NameStyle, UsedNames};
use super::world::{Lookup, Symbol};
use super::{Generator, joined};
use crate::proto_model::{Node, StatementKind};

impl Generator {
    pub(super) fn service(&mut self, scope: &str, taken: &mut UsedNames) -> Node {
        let name = self.name(NameStyle::Pascal, scope, taken, Symbol::Service);
        let full = joined(scope, &name);
        let mut inside = UsedNames::default();
        let mut body = Vec::new();
        for _ in 0..self.random.below(4) {
            if let Some(node) = self.method(&full, &mut inside) {
                body.push(node);
            }
        }
        for (name, value) in self.options_of("ServiceOptions", scope) {
            let at = self.random.below(body.len() + 1);
            body.insert(at, Node::valued(StatementKind::Option, name, value));
        }
        if self.chance(6) {
            body.push(Node::new(StatementKind::Empty));
        }
        Node::named(StatementKind::Service, name).holding(body)
    }

    fn method(&mut self, service: &str, taken: &mut UsedNames) -> Option<Node> {
        let name = self.name(NameStyle::Pascal, service, taken, Symbol::Other);
        let takes = self.message_text(service)?;
        let gives = self.message_text(service)?;
        let options = self.options_of("MethodOptions", service);
        let mut node = Node::valued(StatementKind::Rpc, name, gives).typed(takes);
        if !options.is_empty() || self.chance(3) {
            let mut body: Vec<Node> =
                options.into_iter().map(|(name, value)| Node::valued(StatementKind::Option, name, value)).collect();
            if self.chance(4) {
                body.push(Node::new(StatementKind::Empty));
            }
            node.body = Some(body);
        }
        Some(node)
    }

    /// Draws the request or response type of a method.
    fn message_text(&mut self, scope: &str) -> Option<String> {
        let file = self.current.file;
        let sees = &self.world.sees[file];
        let all: Vec<String> = self
            .world
            .messages
            .iter()
            .filter(|it| sees.contains(&it.file) && (it.file == file || !it.local))
            .map(|it| it.full.clone())
            .collect();
        if all.is_empty() {
            return None;
        }
        let full = self.pick(&all);
        let text = self.type_text(&full, scope, Lookup::Any);
        Some(if self.chance(4) { format!("stream {text}") } else { text })
    }
}
