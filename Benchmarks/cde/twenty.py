# diffrax's neural CDE example (its settings), over seeds: accuracy and loss after 20 steps.
import math, sys, json
import jax, jax.numpy as jnp, jax.random as jr, jax.nn as jnn, jax.scipy as jsp
import diffrax, equinox as eqx, optax
class Func(eqx.Module):
    mlp: eqx.nn.MLP; data_size: int; hidden_size: int
    def __init__(self, data_size, hidden_size, width_size, depth, *, key):
        self.data_size=data_size; self.hidden_size=hidden_size
        self.mlp=eqx.nn.MLP(in_size=hidden_size,out_size=hidden_size*data_size,width_size=width_size,depth=depth,activation=jnn.softplus,final_activation=jnn.tanh,key=key)
    def __call__(self,t,y,args): return self.mlp(y).reshape(self.hidden_size,self.data_size)
class CDE(eqx.Module):
    initial: eqx.nn.MLP; func: Func; linear: eqx.nn.Linear
    def __init__(self,data_size,hidden_size,width_size,depth,*,key):
        a,b,c=jr.split(key,3)
        self.initial=eqx.nn.MLP(data_size,hidden_size,width_size,depth,key=a)
        self.func=Func(data_size,hidden_size,width_size,depth,key=b)
        self.linear=eqx.nn.Linear(hidden_size,1,key=c)
    def __call__(self,ts,coeffs):
        control=diffrax.CubicInterpolation(ts,coeffs)
        term=diffrax.ControlTerm(self.func,control).to_ode()
        y0=self.initial(control.evaluate(ts[0]))
        sol=diffrax.diffeqsolve(term,diffrax.Tsit5(),ts[0],ts[-1],None,y0,stepsize_controller=diffrax.PIDController(rtol=1e-3,atol=1e-6),saveat=diffrax.SaveAt(t1=True))
        (p,)=jnn.sigmoid(self.linear(sol.ys[-1])); return p
def data(n,key):
    k,_=jr.split(key); length=100
    theta=jr.uniform(k,(n,),minval=0,maxval=2*math.pi)
    y0=jnp.stack([jnp.cos(theta),jnp.sin(theta)],-1)
    ts=jnp.broadcast_to(jnp.linspace(0,4*math.pi,length),(n,length))
    m=jnp.array([[-.3,2],[-2,-.3]])
    ys=jax.vmap(lambda y,t: jax.vmap(lambda s: jsp.linalg.expm(s*m)@y)(t))(y0,ts)
    ys=jnp.concatenate([ts[:,:,None],ys],-1); ys=ys.at[:n//2,:,1].multiply(-1)
    co=jax.vmap(diffrax.backward_hermite_coefficients)(ts,ys)
    return ts,co,jnp.zeros((n,)).at[:n//2].set(1.),ys.shape[-1]
def loader(arrays,bs,*,key):
    n=arrays[0].shape[0]; idx=jnp.arange(n)
    while True:
        perm=jr.permutation(key,idx); (key,)=jr.split(key,1); s=0
        while s+bs<=n:
            yield tuple(a[perm[s:s+bs]] for a in arrays); s+=bs
def main(seed,n=256,bs=32,lr=1e-2,steps=20):
    key=jr.PRNGKey(seed); tr,te,mk,lk=jr.split(key,4)
    ts,co,lab,size=data(n,tr); model=CDE(size,8,128,1,key=mk)
    @eqx.filter_jit
    def loss(model,ti,l,c):
        pred=jax.vmap(model)(ti,c); bx=l*jnp.log(pred)+(1-l)*jnp.log(1-pred); b=-jnp.mean(bx); acc=jnp.mean((pred>.5)==(l==1)); return b,acc
    g=eqx.filter_value_and_grad(loss,has_aux=True); opt=optax.adam(lr)
    @eqx.filter_jit
    def step(model,d,st):
        ti,l,*c=d; (b,acc),gr=g(model,ti,l,c); u,st=opt.update(gr,st); return b,acc,eqx.apply_updates(model,u),st
    st=opt.init(eqx.filter(model,eqx.is_inexact_array))
    for s,d in zip(range(steps),loader((ts,lab)+co,bs,key=lk)):
        b,acc,model,st=step(model,d,st)
    ts,co,lab,_=data(n,te); tl,ta=loss(model,ts,lab,co)
    print(json.dumps(dict(seed=seed,loss=float(b),acc=float(acc),test_loss=float(tl),test_acc=float(ta))),flush=True)
for s in (list(map(int,sys.argv[1:])) or [5678,0,1,2,3,4,5,6,7,8]): main(s)
