"""Exchanges at which the wallet signs: whether the private key is the account's own can be seen.

No call tells it there. Paradex and Polymarket list subkeys and trading sessions, but ccxt 4.5.90
signs with the wallet's own key (paradex.py `retrieve_account`, polymarket.py
`create_proxy_credentials`, whose call would make a session, so it is never made); Pacifica lists
agents to the account's own key only (`agent/list`); whether an agent withdraws is not told.
What each kind of key can do: tradeparadex/paradex-docs @9b82a75 (API authentication),
https://docs.polymarket.com/perps/authenticated-sessions.md,
https://pacifica.gitbook.io/docs/api-documentation/api/signing/api-agent-keys. Nothing is sent.
"""

from __future__ import annotations

from jungletui.domain.reports import PermissionReport
from jungletui.inspection.own import nothing_told, wallet_itself
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.replies import Replies
from jungletui.inspection.solana import solana_account_and_signer
from jungletui.inspection.wallets import account_and_signer, account_in, signer_in

_NO_ACCOUNT = (
    "the account's address (walletAddress) is not stored with the key: beside it, one could see "
    "whether this is the wallet's own key, which can do everything"
)
_OTHER = (
    "the private key is not that of the stored account: an agent, a subkey or another wallet; no "
    "call tells what it may do"
)


def requests(_identity: str) -> tuple[Request, ...]:
    """None: there is nothing to ask."""
    return ()


def parse(_replies: Replies, identity: str) -> PermissionReport:
    """The report, from the two addresses alone."""
    account, signer = account_in(identity), signer_in(identity)
    if not signer:
        return nothing_told("the private key is not one of a wallet of this kind")
    if not account:
        return nothing_told(_NO_ACCOUNT)
    if account != signer and not (account.startswith("0x") and account.lower() == signer):
        return nothing_told(_OTHER)
    return wallet_itself("the private key's address is the account's address")


INSPECTOR = Inspector(requests, parse, identity=account_and_signer)
SOLANA = Inspector(requests, parse, identity=solana_account_and_signer)
