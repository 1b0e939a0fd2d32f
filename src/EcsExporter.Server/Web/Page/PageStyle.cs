// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Web.Page;

/// <summary>The page's style; light or dark as the reader's system, one column on a phone.</summary>
internal static class PageStyle
{
    public const string Css =
        """

        :root { color-scheme: light dark; --ink: #16202b; --soft: #5b6875; --paper: #f5f7f9; --card: #fff; --line: #d9e0e6; --good: #1a7f4b; --warn: #9a5b00; --bad: #b3261e; --link: #0b57d0; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6ebf0; --soft: #9aa7b4; --paper: #10161c; --card: #19212a; --line: #2d3842; --good: #56c98b; --warn: #e5ae55; --bad: #ff8a80; --link: #8ab4f8; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        header, main { max-width: 64rem; margin: 0 auto; padding: 1rem; }
        header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; }
        header p { margin: 0; color: var(--soft); }
        h1 { font-size: 1.4rem; margin: 0; }
        h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
        table + h2, p + h2 { margin-top: 1.25rem; }
        h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
        a { color: var(--link); }
        nav a { margin-right: .75rem; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin-bottom: 1rem; overflow-x: auto; }
        .state { border-left: .35rem solid var(--good); }
        .state.bad { border-left-color: var(--bad); }
        .state.bad h2 { color: var(--bad); }
        .state p { margin: .25rem 0; }
        dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .5rem 1rem; margin: 0 0 .5rem; }
        dt { color: var(--soft); font-size: .85rem; }
        dd { margin: 0; overflow-wrap: anywhere; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 1rem; }
        article { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; }
        article p { margin: .35rem 0; font-size: .9rem; }
        .image { color: var(--soft); overflow-wrap: anywhere; }
        .tag { border: 1px solid currentColor; border-radius: 1rem; padding: .05rem .5rem; font-size: .8rem; white-space: nowrap; }
        .tag.good { color: var(--good); }
        .tag.warn { color: var(--warn); }
        .bar { display: grid; grid-template-columns: 4.5rem 1fr; align-items: center; gap: 0 .5rem; font-size: .9rem; margin: .35rem 0; }
        .bar span:last-child { grid-column: 2; color: var(--soft); font-size: .85rem; }
        meter { width: 100%; height: 1rem; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); }
        th { color: var(--soft); font-weight: 500; font-size: .85rem; }

        """;
}
