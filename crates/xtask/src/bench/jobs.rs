//! What is measured: each job with its size and the bytes that it cannot do without.

use std::path::Path;

use keyholder_reach::gates::{Gate, Gates, Plan};
use keyholder_reach::{Rows, Weight, element_sums};

use super::graph::Graph;

/// All that the jobs on a graph start from.
pub(super) struct Stage {
    pub(super) graph: Graph,
    pub(super) columns: Rows,
    weights: Vec<Weight>,
    /// Without and with the keys that must sign.
    pub(super) sides: [Side; 2],
}

/// The graph in one reading of it.
pub(super) struct Side {
    gates: Gates,
    keep: Vec<Gate>,
    plan: Plan,
    pub(super) rows: Rows,
}

/// Something to measure.
pub(super) struct Job<'a> {
    pub(super) name: &'static str,
    pub(super) size: String,
    /// What a run handles, and its name.
    pub(super) units: (f64, &'static str),
    /// Bytes that must be read or written, where that can be said, and the size of the array they are in.
    pub(super) bytes: Option<(f64, usize)>,
    pub(super) run: Box<dyn Fn() + 'a>,
}

impl Stage {
    pub(super) fn new(graph: Graph) -> Self {
        let columns = graph.columns();
        let functions = graph.sizes.functions;
        let weight = |(n, amount): (usize, &u64)| Weight {
            class: n / functions,
            group: n % functions,
            amount: *amount,
        };
        let weights = graph.weights.iter().enumerate().map(weight).collect();
        let sides = [false, true].map(|guarded| {
            let (gates, keep) = graph.gates(guarded);
            let plan = gates.plan();
            let [rows] = plan.run(&columns, graph.sizes.parties(), [&keep], 1);
            Side {
                gates,
                keep,
                plan,
                rows,
            }
        });
        Stage {
            graph,
            columns,
            weights,
            sides,
        }
    }

    /// Pairs of party and release that are reached.
    pub(super) fn pairs(&self, side: usize) -> u64 {
        let rows = &self.sides[side].rows;
        let words = (0..rows.len()).flat_map(|row| rows.row(row));
        words.map(|word| u64::from(word.count_ones())).sum()
    }

    fn closure(&self, side: usize, plan: &Plan) -> Rows {
        let [rows] = plan.run(
            &self.columns,
            self.graph.sizes.parties(),
            [&self.sides[side].keep],
            1,
        );
        rows
    }

    fn sums(&self, rows: &Rows) -> Vec<u64> {
        element_sums(
            rows,
            &self.weights,
            self.graph.sizes.functions,
            self.graph.sizes.parties(),
        )
    }

    /// The jobs on the graph.
    pub(super) fn jobs(&self) -> Vec<Job<'_>> {
        let sizes = self.graph.sizes;
        let parties = sizes.parties();
        let names = [
            [
                "gates, unguarded",
                "plan, unguarded",
                "reach, unguarded",
                "shares, unguarded",
                "all four, unguarded",
            ],
            [
                "gates, guarded",
                "plan, guarded",
                "reach, guarded",
                "shares, guarded",
                "all four, guarded",
            ],
        ];
        let mut jobs = Vec::new();
        for (side, names) in names.into_iter().enumerate() {
            let Side {
                gates, plan, rows, ..
            } = &self.sides[side];
            let (n, edges) = (gates.len(), gates.edges());
            let row = (parties.div_ceil(64) * 8) as f64;
            let graph = format!("{n} gates, {edges} operands");
            let asked = format!("{graph}, {parties} parties");
            let counted = format!(
                "{} elements, {} functions, {parties} parties",
                sizes.elements, sizes.functions
            );
            let operands = (edges as f64, "operands");
            let answers = ((parties * sizes.releases) as f64, "answers");
            // A row is read for each operand and written for each gate, 64 bytes of it at a time.
            let touched = Some(((n + edges) as f64 * row, n * 64));
            // For eight classes, every party's numbers are read and written.
            let numbers = parties * sizes.functions * 8;
            let summed = Some((
                (numbers * 2) as f64 * (sizes.releases as f64 / 8.0),
                numbers,
            ));
            let guarded = side == 1;
            jobs.push(job(names[0], &graph, operands, None, move || {
                drop(self.graph.gates(guarded))
            }));
            jobs.push(job(names[1], &graph, operands, None, move || {
                drop(gates.plan())
            }));
            jobs.push(job(names[2], &asked, answers, touched, move || {
                drop(self.closure(side, plan))
            }));
            jobs.push(job(
                names[3],
                &counted,
                answers,
                summed.filter(|_| !guarded),
                move || drop(self.sums(rows)),
            ));
            jobs.push(job(names[4], &asked, answers, None, move || {
                let plan = self.graph.gates(guarded).0.plan();
                drop(self.sums(&self.closure(side, &plan)));
            }));
        }
        jobs
    }
}

fn job<'a>(
    name: &'static str,
    size: &str,
    units: (f64, &'static str),
    bytes: Option<(f64, usize)>,
    run: impl Fn() + 'a,
) -> Job<'a> {
    Job {
        name,
        size: size.to_owned(),
        units,
        bytes,
        run: Box::new(run),
    }
}

/// An example as it is worked through from files to page.
pub(super) struct Example {
    folder: std::path::PathBuf,
    loaded: keyholder_project::Loaded,
    net: keyholder_supply::Network,
    results: keyholder_reach::Assessment,
}

impl Example {
    pub(super) fn new(folder: &Path) -> Result<Self, String> {
        let loaded = keyholder_project::load(folder, &keyholder_diag::Limits::default())
            .map_err(|e| e.to_string())?;
        let net = resolve(&loaded);
        let results = keyholder_reach::assess(&net);
        Ok(Example {
            folder: folder.to_owned(),
            loaded,
            net,
            results,
        })
    }

    pub(super) fn jobs(&self) -> Vec<Job<'_>> {
        let bytes: u64 = self.loaded.inputs.iter().map(|i| i.bytes).sum();
        let files = format!("{} files, {bytes} bytes", self.loaded.inputs.len());
        let elements: usize = self.net.classes.iter().map(|c| c.members.len()).sum();
        let net = format!("{elements} elements, {} parties", self.net.parties.len());
        let (read, counted) = ((bytes as f64, "bytes"), (elements as f64, "elements"));
        let limits = keyholder_diag::Limits::default();
        vec![
            job("two-operators: read", &files, read, None, move || {
                drop(keyholder_project::load(&self.folder, &limits));
            }),
            job("two-operators: resolve", &net, counted, None, || {
                drop(resolve(&self.loaded))
            }),
            job("two-operators: assess", &net, counted, None, || {
                drop(keyholder_reach::assess(&self.net))
            }),
            job(
                "two-operators: report and page",
                &net,
                counted,
                None,
                || drop(self.page()),
            ),
        ]
    }

    fn page(&self) -> String {
        let inputs: Vec<keyholder_report::wire::Input> = Vec::new();
        let given = keyholder_report::build::Given {
            net: &self.net,
            sources: &self.loaded.sources,
            inputs: &inputs,
            tables: &self.loaded.facts.tables,
            faults: (0, 0),
            version: env!("CARGO_PKG_VERSION"),
            folder: "examples/two-operators",
        };
        keyholder_report::html::render(&keyholder_report::build::build(&given, &self.results))
    }
}

fn resolve(loaded: &keyholder_project::Loaded) -> keyholder_supply::Network {
    keyholder_supply::resolve(loaded.facts.clone(), &keyholder_project::catalogue()).value
}
