//! An assessment that stands, and follows changes of its network at the cost of what they touch.

use std::sync::Arc;

use keyholder_supply::{Network, PartyId};
use keyholder_witness::{Actor, Bound, Means, Stage, View};

use super::layout::Layout;
use super::routes::{self, Differing, Opened};
use super::tally::Room;
use super::view::{BOUNDS, Common, Held, Past, is_shown};
use super::{ActorResult, Assessment, Places, empty, joined};
use crate::Rows;
use crate::actors::{NamedActor, actors};
use crate::change::Change;
use crate::control::control;
use crate::rows::ones;
use crate::shares::Counted;

/// A network, everything that follows from it, and what that was computed through.
pub struct Standing {
    net: Arc<Network>,
    state: State,
}

impl Standing {
    /// Computes all shares of all actors.
    #[must_use]
    pub fn new(net: Arc<Network>) -> Self {
        let state = State::new(&net);
        Standing { net, state }
    }

    /// Takes a changed network in the place of the one before. The result is the same as that of a new start; what
    /// the change does not touch is not answered and not counted again.
    pub fn update(&mut self, net: Arc<Network>) -> Touched {
        let touched = self.state.update(&self.net, &net);
        self.net = net;
        touched
    }

    /// The network.
    #[must_use]
    pub fn network(&self) -> &Arc<Network> {
        &self.net
    }

    /// Whether a derivation or a smallest cut for an actor, by its position, may be another than before the last
    /// update; in the ends of the interval that are stated, surely and possibly.
    ///
    /// Where not, [`crate::Explainer`] gives what it gave, for the same targets.
    #[must_use]
    pub fn is_derived_otherwise(&self, actor: usize, view: View) -> bool {
        let mut held = self.state.views.iter();
        let of_view = held.find(|held| held.view == view && view.bound != Bound::AtMost);
        let otherwise = of_view.and_then(|held| held.derived_otherwise.as_ref());
        otherwise.is_none_or(|rows| rows.get(0, actor))
    }

    /// What follows from it, and nothing else any more.
    #[must_use]
    pub fn into_assessment(self) -> Assessment {
        self.state.assessment
    }

    /// What follows from it.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        &self.state.assessment
    }
}

/// What an update computed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched {
    /// Everything: the parties, countries or groups are others.
    Everything,
    /// Some of it.
    Some {
        /// Routes, in the view that touched most of them.
        routes: usize,
        /// Releases, likewise.
        releases: usize,
        /// Classes of elements, likewise.
        classes: usize,
        /// Whether sums over places were counted from the start, since elements, pools or places are others.
        places: bool,
    },
}

/// Everything but the network.
pub(super) struct State {
    named: Vec<NamedActor>,
    /// Who controls whom, by bound.
    control: [Rows; 3],
    layout: Layout,
    views: Vec<Held>,
    /// What somebody of whom nothing at all is stated could change.
    anybody: Held,
    opened: Opened,
    pub(super) assessment: Assessment,
}

fn widest(bound: Bound) -> View {
    View {
        bound,
        means: Means::Upstream,
        stage: Stage::InTheEnd,
    }
}

fn plain(named: &[NamedActor]) -> Vec<Actor> {
    named.iter().map(|n| n.actor.clone()).collect()
}

fn controls(net: &Network, actors: &[Actor]) -> [Rows; 3] {
    BOUNDS.map(|bound| control(net, actors, bound))
}

/// One column, of an actor that nobody knows.
fn nobody() -> [Actor; 1] {
    [Actor {
        holders: Vec::new(),
        presence: false,
    }]
}

impl State {
    pub(super) fn new(net: &Network) -> Self {
        let named = actors(net);
        let (layout, control) = std::thread::scope(|scope| {
            let beside = scope.spawn(|| controls(net, &plain(&named)));
            (Layout::new(net), joined(beside))
        });
        let common = Common {
            net,
            layout: &layout,
            control: &control,
            actors: named.len(),
        };
        let views: Vec<View> = View::all().into_iter().collect();
        let views = in_two(views, |view, room| common.hold(view, room));
        let unknown = controls(net, &nobody());
        let alone = Common {
            control: &unknown,
            actors: 1,
            ..common
        };
        let anybody = alone.hold(widest(Bound::AtMost), &mut Room::default());
        let (opened, hangs_on) = std::thread::scope(|scope| {
            let beside = scope.spawn(|| routes::hangs_on(net));
            (Opened::new(net), joined(beside))
        });
        let assessment = Assessment {
            scopes: layout.scopes.clone(),
            actors: Vec::new(),
            places: Places {
                kinds: layout.kinds.clone(),
                ..Places::default()
            },
            hangs_on,
            countries: Vec::new(),
        };
        let mut state = State {
            named,
            control,
            layout,
            views,
            anybody,
            opened,
            assessment,
        };
        let everybody = vec![true; state.named.len()];
        state.show(net, &everybody);
        state
    }

    fn update(&mut self, old: &Network, net: &Network) -> Touched {
        let named = actors(net);
        // Columns are actors, and rules speak of parties by number.
        if !self.is_about(&named, old, net) {
            *self = State::new(net);
            return Touched::Everything;
        }
        let change = Change::between(old, net);
        let layout_holds = Layout::holds(old, net, &change);
        let old_control = std::mem::replace(&mut self.control, controls(net, &plain(&named)));
        if !layout_holds {
            self.layout = Layout::new(net);
            self.assessment.places.kinds.clone_from(&self.layout.kinds);
        }
        let past = Past {
            net: old,
            control: &old_control,
            change: &change,
            layout_holds,
        };
        let common = Common {
            net,
            layout: &self.layout,
            control: &self.control,
            actors: named.len(),
        };
        let before = shown(&self.views, |held| held.answers.routes.clone());
        let views = std::mem::take(&mut self.views);
        let (followed, hangs_on) = std::thread::scope(|scope| {
            let beside = scope.spawn(|| routes::hangs_on(net));
            let followed = in_two(views, |mut held, room| {
                let count = common.follow(&mut held, &past, room);
                (held, count)
            });
            (followed, joined(beside))
        });
        let (views, counts): (Vec<Held>, Vec<[usize; 3]>) = followed.into_iter().unzip();
        follow_anybody(&mut self.anybody, common, past);
        let differing = self.opened.again(net, &change, layout_holds);
        self.views = views;
        self.assessment.hangs_on = hangs_on;
        let wanted = self.users_touched(&differing, &before);
        self.show(net, &wanted);
        let most = |n: usize| counts.iter().map(|count| count[n]).max().unwrap_or(0);
        Touched::Some {
            routes: most(0),
            releases: most(1),
            classes: most(2),
            places: !layout_holds,
        }
    }

    /// Whether the actors are those of before, and the things that they consist of too.
    fn is_about(&self, named: &[NamedActor], old: &Network, net: &Network) -> bool {
        let ids =
            |net: &Network| -> Vec<String> { net.parties.iter().map(|p| p.id.clone()).collect() };
        self.named == named && old.countries == net.countries && ids(old) == ids(net)
    }

    /// Actors that can use other routes than before, or a route that differs.
    fn users_touched(&self, differing: &Differing, before: &[Rows]) -> Vec<bool> {
        let actors = self.named.len();
        if differing.all {
            return vec![true; actors];
        }
        let mut touched = Rows::new(1, actors);
        let now = shown(&self.views, |held| &held.answers.routes);
        for (new, old) in now.iter().zip(before) {
            for (route, differs) in differing.routes.iter().enumerate() {
                let pairs = new.row(route).iter().zip(old.row(route));
                let moved = pairs.map(|(new, old)| if *differs { new | old } else { new ^ old });
                touched.or_from(0, &moved.collect::<Vec<u64>>());
            }
        }
        (0..actors).map(|n| touched.get(0, n)).collect()
    }

    /// Puts what is held into the assessment, as far as it is not there; routes and flows of some actors.
    fn show(&mut self, net: &Network, routes_of: &[bool]) {
        let all = &mut self.assessment;
        let mut results: Vec<ActorResult> = std::mem::take(&mut all.actors);
        if results.is_empty() {
            let named = self.named.iter();
            results = named.map(|n| empty(n.clone())).collect();
        }
        let scopes = self.layout.scopes.len();
        for result in &mut results {
            result.reach.resize(scopes, Counted::default());
        }
        for held in &self.views {
            let moved = &held.moved;
            held.tally
                .note(net, &self.layout, held.view, moved, &mut results);
            if let (Some(reached), true) = (&held.reached, held.reached_moved) {
                let (places, bound) = (&mut all.places, held.view.bound);
                places.intercept.insert(bound, reached.intercept.clone());
                places.disrupt.insert(bound, reached.disrupt.clone());
            }
        }
        all.scopes.clone_from(&self.layout.scopes);
        self.anybody
            .tally
            .note_anybody(&self.layout, &mut all.scopes);
        note_control(net, &self.control[0], &mut results);
        all.countries = super::results_countries(net, &results);
        let users = shown(&self.views, |held| &held.answers.routes);
        if let [sure, possible, ..] = users.as_slice() {
            routes::note(net, &self.opened, [sure, possible], routes_of, &mut results);
        }
        all.actors = results;
    }
}

/// Has what somebody of whom nothing is stated could change follow a change.
fn follow_anybody(anybody: &mut Held, common: Common<'_>, past: Past<'_>) {
    let [before, now] = [past.net, common.net].map(|net| controls(net, &nobody()));
    let alone = Common {
        control: &now,
        actors: 1,
        ..common
    };
    let past = Past {
        control: &before,
        ..past
    };
    alone.follow(anybody, &past, &mut Room::default());
}

/// Something of each view in the end and with parts, the surest first.
fn shown<'h, T>(views: &'h [Held], of: impl Fn(&'h Held) -> T) -> Vec<T> {
    let mut shown: Vec<&Held> = views.iter().filter(|held| is_shown(held.view)).collect();
    shown.sort_by_key(|held| held.view.bound);
    shown.into_iter().map(of).collect()
}

fn note_control(net: &Network, parties: &Rows, results: &mut [ActorResult]) {
    results
        .iter_mut()
        .for_each(|result| result.controls.clear());
    for party in 0..net.parties.len() {
        for actor in ones(parties.row(party)) {
            results[actor].controls.push(PartyId::from(party));
        }
    }
}

/// Does something with each of a list, half of them beside the other half, and keeps their order.
fn in_two<T: Send, U: Send>(list: Vec<T>, work: impl Fn(T, &mut Room) -> U + Sync) -> Vec<U> {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (n, one) in list.into_iter().enumerate() {
        match n % 2 {
            0 => first.push(one),
            _ => second.push(one),
        }
    }
    let work = |part: Vec<T>| -> Vec<U> {
        let mut room = Room::default();
        part.into_iter().map(|one| work(one, &mut room)).collect()
    };
    let (first, second) = std::thread::scope(|scope| {
        let beside = scope.spawn(|| work(second));
        (work(first), joined(beside))
    });
    let mut second = second.into_iter();
    let pairs = first.into_iter().flat_map(|one| [Some(one), second.next()]);
    pairs.flatten().collect()
}
