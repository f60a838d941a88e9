//! Messages that can hold themselves, directly or through others.

use super::edge;
use protoward_schema::{FieldId, Schema};

/// The fields that lie on a ring of such fields as `counts` takes.
pub(super) fn fields(schema: &Schema, counts: impl Fn(FieldId) -> bool) -> Vec<FieldId> {
    let mut edges: Vec<(FieldId, usize, usize)> = Vec::new();
    for id in schema.fields.ids() {
        if counts(id)
            && let Some((from, to)) = edge(schema, id)
        {
            edges.push((id, from, to));
        }
    }
    let mut next = vec![Vec::new(); schema.messages.len()];
    for &(_, from, to) in &edges {
        next[from].push(to);
    }
    let ring = rings(&next);
    let mut fields = Vec::new();
    for &(id, from, to) in &edges {
        if ring[from] == ring[to] {
            fields.push(id);
        }
    }
    fields
}

/// For each node, the number of its strongly connected component: Tarjan's algorithm, with a stack of its own, so that
/// no chain of messages is too long for it.
pub(crate) fn rings(next: &[Vec<usize>]) -> Vec<usize> {
    let mut search = Search {
        next,
        seen: vec![UNSEEN; next.len()],
        low: vec![0; next.len()],
        ring: vec![UNSEEN; next.len()],
        open: Vec::new(),
        count: 0,
    };
    for node in 0..next.len() {
        if search.seen[node] == UNSEEN {
            search.from(node);
        }
    }
    search.ring
}

const UNSEEN: usize = usize::MAX;

struct Search<'a> {
    next: &'a [Vec<usize>],
    /// When a node was reached.
    seen: Vec<usize>,
    /// The earliest open node that is reached from a node.
    low: Vec<usize>,
    ring: Vec<usize>,
    /// Nodes whose ring is not known yet.
    open: Vec<usize>,
    count: usize,
}

impl Search<'_> {
    fn from(&mut self, root: usize) {
        let mut way = vec![(root, 0)];
        self.enter(root);
        while let Some((node, step)) = way.pop() {
            match self.next[node].get(step) {
                Some(&to) if self.seen[to] == UNSEEN => {
                    way.extend_from_slice(&[(node, step + 1), (to, 0)]);
                    self.enter(to);
                }
                Some(&to) => {
                    if self.ring[to] == UNSEEN {
                        self.low[node] = self.low[node].min(self.seen[to]);
                    }
                    way.push((node, step + 1));
                }
                None => {
                    self.leave(node);
                    if let Some(&(before, _)) = way.last() {
                        self.low[before] = self.low[before].min(self.low[node]);
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        (self.seen[node], self.low[node]) = (self.count, self.count);
        self.count += 1;
        self.open.push(node);
    }

    /// Closes the ring of a node from which no earlier one is reached.
    fn leave(&mut self, node: usize) {
        if self.low[node] != self.seen[node] {
            return;
        }
        while let Some(last) = self.open.pop() {
            self.ring[last] = node;
            if last == node {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_that_reach_each_other_share_a_ring() {
        let ring = rings(&[vec![1], vec![2], vec![0, 3], vec![4], vec![], vec![5]]);
        assert!(ring[0] == ring[1] && ring[1] == ring[2]);
        assert!([3, 4, 5].iter().all(|&node| ring[node] == node));
    }

    #[test]
    fn a_long_chain_is_no_problem() {
        let next: Vec<Vec<usize>> = (1..=200_000).map(|to| vec![to % 200_000]).collect();
        let ring = rings(&next);
        assert!(ring.iter().all(|&it| it == ring[0]));
    }
}
