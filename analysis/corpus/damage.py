"""PLACEHOLDER"""
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from math import log
from typing import NamedTuple

import jieba

from analysis.corpus.annotations import SYLLABLE, reads, readings, spelling
from analysis.corpus import annotations as A
from opencc import OpenCC
_simplified=cache(A._simplified)
_s2t=OpenCC("s2t")
@cache
def simple_only(c): return _s2t.convert(c)!=c

from analysis.corpus.characters import HAN
from analysis.corpus.cleaning import Change
from analysis.corpus.terms import read_terms

WINDOW=80
CONTEXT=6
_SYL=rf"(?P<p>[{SYLLABLE} ]{{1,12}})[)）]"
_BRK=rf"[(（][{SYLLABLE} ]{{1,12}}[)）]"
_ANCHOR=re.compile(rf"(?<=[^\x00-\x7f)）])(?P<gap>(?:{_BRK})?)(?P<mark>[?？\ufffd])(?:[(（]?{_SYL}|(?P<o2>(?=[!！?？])))")
LEADS=range(0x81,0xff)
TRAILS=[*range(0x40,0x7f),*range(0x80,0xff)]
_NARROW=str.maketrans(",;:!?()","，；：！？（）")

@cache
def _char(lead:int,trail:int)->str:
    try: return bytes((lead,trail)).decode("gbk")
    except UnicodeDecodeError: return ""
@cache
def _lost()->dict[int,list[int]]:
    d={}
    for y in LEADS:
        zs=[z for z in LEADS if not _char(y,z)]
        if zs: d[y]=tuple(zs)
    return d

_MARKS={"，":600,"、":400,"。":250,"“":130,"”":130,"；":30,"：":30,"（":30,"）":30,"《":15,"》":15,"！":4,"？":4,"—":8,"…":4,"·":4}
@cache
def _vocab():
    t=jieba.Tokenizer(); freq,total=t.gen_pfdict(t.get_dict_file())
    lt=log(total)
    v={w:(log(n)-lt if n else None) for w,n in freq.items()}
    for w in read_terms()["term"]:
        for i in range(1,len(w)): v.setdefault(w[:i],None)
        v[w]=max(v.get(w) or -99, log(500)-lt)
    for m,n in _MARKS.items(): v[m]=log(n/1e4)
    return v
FLOOR=-19.0
JUNK=-21.0
OPTION=-0.0

def _word1(c):
    s=_simplified(c) if len(c)==1 else c
    return s
class Run(NamedTuple):
    pairs: list[bytes]
    last: int|None     # known final trail
    reading: str|None
    end: int
    tail: str

def parse(text,pos)->Iterator[Run]:
    """walk the shifted run"""
    pairs=[]; i=pos; limit=min(len(text),pos+WINDOW)
    while i<limit:
        c=text[i]
        if 0x40<=ord(c)<0x7f:
            m=re.compile(_BRK).match(text,i+1)
            if m: yield Run(pairs[:],ord(c),spelling(m.group()[1:-1]),m.end(),"")
            else: yield Run(pairs[:],ord(c),None,i+1,"")
            return
        if c in "?？\ufffd":
            m=re.compile(_SYL).match(text,i+1)
            if m:
                yield Run(pairs[:],None,spelling(m["p"]),m.end(),""); return
            if not re.match(r"[0-9A-Za-z%.\n]|$",text[i+1:i+2]): yield Run(pairs[:],None,None,i+1,"")
        b=c.translate(_NARROW).encode("gb18030","ignore")
        if len(b)!=2: return
        pairs.append(b); i+=1
        if b[1]<0x81:
            yield Run(pairs[:-1],b[0],None,i,chr(b[1])); return
        m=re.compile(_BRK).match(text,i)
        if m and reads(c,m.group()[1:-1]): i=m.end()

class Lattice:
    def __init__(self): self.edges=[[]]
    def node(self): self.edges.append([]); return len(self.edges)-1
    def add(self,a,c,b,cost=0.0): self.edges[a].append((c,b,cost))

@cache
def ok(c):
    return c in _MARKS or (bool(c) and (_vocab().get(_simplified(c)) or -99)>-18.5)
@cache
def by_trail(zs,trail): return [c for z in zs if ok(c:=_char(z,trail))]
PEN=4.0
def build(before,leads,run,after,o2,page):
    L=Lattice(); cur=0
    cost=lambda c: PEN if page is not None and simple_only(c) and c not in page else 0.0
    for c in before:
        n=L.node(); L.add(cur,c,n); cur=n
    pend=leads
    steps=[(p[0],p[1],None) for p in run.pairs]+[(run.last,None,run.reading)]
    for k,(p,q,reading) in enumerate(steps):
        trails=[p] if p is not None else TRAILS
        single=[c for l in pend for t in trails if ok(c:=_char(l,t)) and (reading is None or reads(c,reading))]
        if p is not None and len(pend)==1 and not single and (c:=_char(pend[0],p)): single=[c]
        mids={}
        if not (o2 and k==0) and (p is not None or reading):
          for l in pend:
            for y,zs in _lost().items():
                if ok(c:=_char(l,y)): mids.setdefault(zs,[]).append(c)
        todo=[]
        for zs,cs in mids.items():
            sec=[c for t in trails for c in by_trail(zs,t) if reading is None or reads(c,reading)]
            if sec: todo.append((cs,sec,L.node()))
        nxt=L.node()
        wild=len(pend)>1 or p is None
        for c in single: L.add(cur,c,nxt,cost(c) if wild else 0)
        for cs,sec,m in todo:
            for c in cs: L.add(cur,c,m,cost(c))
            for c in sec: L.add(m,c,nxt,cost(c))
        cur=nxt; pend=[q]
    for c in run.tail+after:
        n=L.node(); L.add(cur,c,n); cur=n
    return L

def words(L,node):
    V=_vocab(); out=[]
    stack=[(node,"","",0.0)]
    while stack:
        u,text,s,k=stack.pop()
        for c,v,cost in L.edges[u]:
            t=s+_simplified(c)
            if t in V:
                lp=V[t]
                if lp is not None: out.append((text+c,v,lp-k-cost))
                elif not s: out.append((c,v,FLOOR-cost))
                stack.append((v,text+c,t,k+cost))
            elif not s:
                out.append((c,v,(FLOOR if '\u4e00'<=c<='\u9fff' else JUNK)-cost))
    return out
STOPS="，、；：。！？"
SHORT=re.compile("“[^”]{0,4}。$")
def joins(t,w):
    if t[-1:] in STOPS and t and w[0] in STOPS+"”）》" and not (t[-1] in "。！？" and w[0]=="”"): return False
    if w[0]=="”" and SHORT.search(t): return False
    return True
def nbest(L,n=5,strict=True):
    best=[{} for _ in L.edges]; best[0]={"":0.0}
    for u in range(len(L.edges)):
        if not best[u]: continue
        top=sorted(best[u].items(),key=lambda x:-x[1])[:n]
        best[u]=dict(top)
        for w,v,lp in words(L,u):
            d=best[v]
            for t,s in top:
                if s+lp>d.get(t+w,-1e9) and (not strict or joins(t,w)): d[t+w]=s+lp
    return sorted(best[-1].items(),key=lambda x:-x[1])[:n]

def plain(s):
    L=Lattice(); cur=0
    for c in s:
        n=L.node(); L.add(cur,c,n); cur=n
    r=nbest(L,1,False)
    return r[0][1] if r else 0.0

STRIP=re.compile(_BRK)
def context(text,i,side):
    seg=text[max(0,i-60):i] if side<0 else text[i:i+60]
    seg=STRIP.sub("",seg).translate(_NARROW)
    m=re.search(r"[^\n\x00-\x7f?？\ufffd]*$" if side<0 else r"^[^\n\x00-\x7f?？\ufffd]*",seg)
    return m.group()[-CONTEXT:] if side<0 else m.group()[:CONTEXT]

def solve(text,m,page=None):
    prev=text[m.start()-1]; b=prev.encode("gbk","ignore")
    if len(b)!=2: return []
    if m["o2"] is None:
        leads=[l for l in LEADS if (c:=_char(b[1],l)) and reads(c,m["p"])]
        pos=m.end()
    else: leads=list(LEADS); pos=m.end()
    if not leads: return []
    before=context(text,m.start(),-1)
    if m["gap"]: pass
    sols=[]
    for run in parse(text,pos):
        if m["o2"] is not None and len(run.pairs)<1: continue
        after=context(text,run.end,1)
        L=build(before,leads,run,after,m["o2"] is not None,page)
        res=nbest(L)
        if not res: continue
        seen=text[m.start("mark"):run.end]
        asis=plain(before+STRIP.sub("",seen).translate(_NARROW)+after)
        k=len(before); ka=len(after)
        sols.append((res[0][1]-asis,[(t[k:len(t)-ka] if ka else t[k:],s) for t,s in res],run,seen,asis,before,after))
    return sols

def find_repairs(text: str) -> list[Change]:
    """Interim."""
    out=[]; last=0
    for m in _ANCHOR.finditer(text):
        if m.start("mark")<last: continue
        sols=[s for s in solve(text,m,text) if len(s[1])<2 or s[1][0][1]-s[1][1][1]>=3]
        if not sols: continue
        b=max(sols,key=lambda s:s[0])
        if b[0]<15: continue
        out.append(Change(m.start("mark"),b[2].end,b[1][0][0],"damage",f"{b[1][:3]}")); last=b[2].end
    return out

def is_damaged(text: str) -> bool:
    """Interim."""
    return bool(re.search(rf"\ufffd|\?{{3}}|[{HAN}][?？][{SYLLABLE}]{{1,6}}[)）]", text))
